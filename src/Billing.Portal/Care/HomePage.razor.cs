using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Contracts.Usage;
using Billing.Core.Allowances;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Care;

/// <summary>What a subscriber wants to know first: what there is, what is running, what is left.</summary>
public sealed partial class HomePage : IDisposable
{
    private const int MostLatest = 6;
    private const int MostEntries = 20;
    private const int MostBalances = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);
    private static readonly Duration Recently = Duration.FromDays(60);

    private readonly Lifetime _gone = new();
    private Subscriber? _subscriber;
    private IReadOnlyList<AccountRow> _lines = [];
    private IReadOnlyList<CareFunds>? _funds;
    private IReadOnlyList<SessionRow> _running = [];
    private IReadOnlyList<SessionRow> _atPortal = [];
    private IReadOnlyList<LatestEvent> _latest = [];
    private UsageChart? _chart;
    private Instant _now;
    private string? _found;

    [Inject]
    private ISessionQuery Sessions { get; set; } = null!;

    [Inject]
    private IXdrQuery Xdrs { get; set; } = null!;

    [Inject]
    private ILedgerQuery Ledger { get; set; } = null!;

    [Inject]
    private IUsageQuery Usage { get; set; } = null!;

    private IEnumerable<(Allowance Allowance, string Currency)> Allowances =>
        from funds in _funds ?? []
        from allowance in funds.Funds.Allowances
        where allowance.IsValidAt(_now) && allowance.Kind != AllowanceKind.Promotion
        select (allowance, funds.View.Currency);

    protected override async Task OnInitializedAsync()
    {
        _subscriber = await SubscriberAsync();
        await LoadAsync();

        if (_lines is [var line, ..])
        {
            _chart = await UsageChart.LoadAsync(Usage, _subscriber, line, Viewer.Today(_now), days: 30, Text, _gone.Token);
        }
    }

    protected override Task OnParametersSetAsync() => _funds is not null && Address[CareReader.Find] != _found ? LoadAsync() : Task.CompletedTask;

    public void Dispose() => _gone.Dispose();

    private async Task LoadAsync()
    {
        var (find, now, scope) = (Address[CareReader.Find], Clock.Now(), _subscriber!.Scope);
        _found = find;
        var lines = await Care.LinesAsync(_subscriber, Address, _gone.Token); // each time: a line is blocked, or let go on, while somebody looks
        var running = await Sessions.OpenAsync(scope, new(), new(IsDescending: true, Size: 20), _gone.Token);
        var atPortal = await Sessions.OpenAsync(scope, new(IsAtPortal: true), new(IsDescending: true, Size: 5), _gone.Token);
        var funds = await Care.FundsAsync(_subscriber, lines, now, _gone.Token);
        var latest = await LatestAsync(scope, funds, now);

        if (find == _found) // else something else has been typed since
        {
            (_now, _lines, _running, _atPortal, _funds, _latest) = (now, lines, running.Rows, atPortal.Rows, funds, latest);
        }
    }

    private async Task<IReadOnlyList<LatestEvent>> LatestAsync(Scope scope, IReadOnlyList<CareFunds> all, Instant now)
    {
        var records = await Xdrs.ListAsync(scope, new(now - Recently, now + Duration.FromDays(1)), new(IsDescending: true, Size: MostLatest), _gone.Token);
        var entries = new List<StatementRow>();

        foreach (var funds in all.Take(MostBalances))
        {
            entries.AddRange((await Ledger.StatementAsync(
                scope, funds.BalanceId, new(From: now - Recently), new(IsDescending: true, Size: MostEntries), _gone.Token)).Rows);
        }

        return LatestEvent.Merge(records.Rows, entries, MostLatest);
    }

    private string Below(CareFunds funds)
    {
        var (culture, view) = (CultureInfo.CurrentCulture, funds.View);
        var told = new List<string>();

        if (!funds.IsPrepaid && funds.InAdvance > 0)
        {
            told.Add(Text["You have {0} in advance.", Money.Text(funds.InAdvance, view.Currency, culture)]);
        }

        if (view.Held > 0)
        {
            told.Add(Text["{0} is held for what is running.", Money.Text(view.Held, view.Currency, culture)]);
        }
        else if (!funds.IsPrepaid && funds.HasLimit)
        {
            told.Add(Text["{0} of your limit of {1} is left.", Money.In(view.Currency, funds.LeftOfLimit, culture), Money.Text(view.CreditLimit, view.Currency, culture)]);
        }
        else
        {
            told.Add(Text["Nothing is running."]);
        }

        return string.Join(' ', told);
    }

    private static string Used(SessionRow session) => Quantity.Text(session.Unit, session.UsedUnits, CultureInfo.CurrentCulture);
}
