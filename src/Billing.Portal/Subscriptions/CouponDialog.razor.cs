using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Subscriptions;

/// <summary>A coupon: a percentage or an amount off the invoices that are made from now on.</summary>
/// <remarks>The operation id is made when the dialog opens: the button pressed again after a lost answer is the same coupon.</remarks>
public sealed partial class CouponDialog
{
    private const int MostPlans = 20;

    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private readonly List<string> _chosen = [];
    private FormProblems _problems = null!;
    private (string, string)[] _whats = [];
    private (string, string)[] _lengths = [];
    private string _what = "percent";
    private string _length = "once";
    private string? _off;
    private string? _name;
    private string? _count;
    private (string Plan, string Text)[] _plans = [];

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private IInvoiceQuery Invoices { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private bool IsPercent => _what == "percent";

    private bool IsCounted => _length is "invoices" or "months";

    protected override async Task OnInitializedAsync()
    {
        _problems = new(Text, Failures, "Percent", "Amount", "Name", "Invoices", "Months", "Plans");
        _whats = [("percent", Text["A percentage"]), ("amount", Text["An amount"])];
        _lengths =
        [
            ("once", Text["Once"]), ("invoices", Text["So many invoices"]), ("months", Text["So many months"]), ("ever", Text["Until it is ended"]),
        ];
        var sold = (await Payers.PlansAsync(Currency, CancellationToken.None)).Select(plan => plan.Terms.Name);
        var had = (await Invoices.SubscriptionsAsync(BalanceId, Clock.Now(), CancellationToken.None)).Where(one => one.State != "ended").Select(one => one.Plan);
        _plans = [.. sold.Union(had).Select(plan => (plan, Text["What {0} costs", plan].Value))]; // what they have may not be sold any more
    }

    // One that is chosen elsewhere is not offered again.
    private IEnumerable<(string, string)> ChoicesOf(int place) =>
        _plans.Where(one => _chosen.IndexOf(one.Plan) is var at && (at < 0 || at == place));

    private void Choose(int place, string plan)
    {
        if (place < _chosen.Count)
        {
            _chosen.RemoveAt(place);
        }

        if (plan.Length > 0)
        {
            _chosen.Insert(place, plan);
        }
    }

    private async Task DoAsync()
    {
        _problems.Clear();
        var off = Money.Parse(_off, CultureInfo.CurrentCulture) is { } read && read > 0 ? read : (decimal?)null;
        var count = int.TryParse(_count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;

        if (off is null)
        {
            _problems.Add(IsPercent ? "Percent" : "Amount", Text["Say how much, more than zero"]);
        }

        if (string.IsNullOrWhiteSpace(_name))
        {
            _problems.Add("Name", Text["Say what it is: the invoice names it so"]);
        }

        if (IsCounted && count is null)
        {
            _problems.Add("Invoices", Text["Say how many, 1 or more"]);
        }

        if (!_problems.IsEmpty)
        {
            return;
        }

        if (await _problems.OrderAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyAdjust);

            return (await Grains.GetGrain<IPayerGrain>(BalanceId).GiveCouponAsync(new(
                _operationId, _name!.Trim(), IsPercent ? off : null, IsPercent ? null : off, _length == "invoices" ? count : null,
                _length == "months" ? count : null, _length == "ever", by, [.. _chosen]))).AsChange();
        }))
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    }
}
