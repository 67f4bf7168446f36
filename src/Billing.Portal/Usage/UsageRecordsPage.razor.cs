using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Nodes;
using Billing.Contracts.Records;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Usage;

/// <summary>Every transaction record of some days, with what the filter comes to.</summary>
public sealed partial class UsageRecordsPage
{
    private List<(string Value, string Text)> _nodes = [];
    private IReadOnlyList<(string Value, string Text)> _services = [];
    private LocalDate _from;
    private LocalDate _to;
    private XdrFilter? _filter;
    private XdrTotals? _totals;
    private bool _isOld; // the totals are of what was asked for before
    private string? _problem;
    private string? _customer;
    private string? _account;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IAccountQuery Accounts { get; set; } = null!;

    [Inject]
    private IXdrQuery Xdrs { get; set; } = null!;

    [Inject]
    private WhoseNames Names { get; set; } = null!;

    [Inject]
    private RerateDesk Rerating { get; set; } = null!;

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    [Inject]
    private ServiceUnits Units { get; set; } = null!;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IEnumerable<(string Value, string Text)> Rated => [("no", Text["only what nothing priced"].Value)];

    protected override async Task OnInitializedAsync()
    {
        _nodes = [.. (await Nodes.RowsAsync(CancellationToken.None)).Select(node => ($"{node.NodeId}", node.Name))];
        _services = await Units.ChoicesAsync(Text, CancellationToken.None);
    }

    protected override async Task OnParametersSetAsync()
    {
        var address = Address.Uri;
        var today = Viewer.Today(Clock.Now());
        _to = Address.Day("to") is { } to ? LocalDate.FromDateOnly(to) : today;
        _from = Address.Day("from") is { } from ? LocalDate.FromDateOnly(from) : _to.PlusDays(-6);
        var cost = Address["cost"] is { } typed ? Money.Parse(typed, CultureInfo.CurrentCulture) : null;
        var (start, end) = (Viewer.StartOf(_from), Viewer.StartOf(_to.PlusDays(1)));
        var login = Address["login"] is { Length: > 0 } typedLogin ? await Accounts.FindAsync(typedLogin.Trim()) : null;

        if (address != Address.Uri)
        {
            return; // other records were asked for since: what is re-rated are those that the filter names
        }

        _problem = (start < end, end - start <= XdrFilter.LongestPeriod, Address["cost"] is null || cost is not null) switch
        {
            (false, _, _) => Text["The first day is after the last."].Value,
            (_, false, _) => Text["The period is longer than {0} days.", XdrFilter.LongestPeriod.Days].Value,
            (_, _, false) => Text["\"Cost at least\" is not an amount."].Value,
            _ when login is null && Address["login"] is { Length: > 0 } => Text["There is no account of this login."].Value,
            _ => null,
        };
        var filter = new XdrFilter(
            start,
            end,
            Address["service"],
            login ?? Address.Number("account"),
            Address.Number("customer"),
            Address["destination"],
            (int?)Address.Number("node"),
            cost,
            Address["rated"] == "no",
            Address["called"],
            Address["calling"]);

        var isNew = _problem is null && filter != _filter;
        (_filter, _isOld) = isNew ? (filter, true) : (_filter, _isOld);
        var (customer, account) = (await Names.CustomerAsync(filter.CustomerId), await Names.AccountAsync(filter.AccountId));
        (_customer, _account) = address == Address.Uri ? (customer, account) : (_customer, _account);

        if (isNew)
        {
            var totals = await Xdrs.TotalsAsync(Scope.Everything, filter, CancellationToken.None);
            (_totals, _isOld) = filter == _filter ? (totals, false) : (_totals, _isOld);
        }
    }

    private Task RerateAsync() => Rerating.StartAsync(_filter!);

    private void Set(string name, ChangeEventArgs change) => Address.Set((name, (string?)change.Value), ("at", null));

    private static string Day(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
