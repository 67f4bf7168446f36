using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Subscriptions;

/// <summary>What is done with a subscription.</summary>
public enum PlanVerb
{
    Add,
    Change,
    Pause,
    Resume,
    Cancel,

    /// <summary>What waits for its line's first use begins now.</summary>
    Begin,

    /// <summary>Takes back what is to come.</summary>
    Withdraw,
}

/// <summary>Shows what a plan, a change or an end charges, and does it when asked to.</summary>
/// <remarks>
/// All of it is computed by the payer's grain, by the code that makes it. The operation id is made when the dialog opens.
/// Its result is the subscription as it was read just before the order; null of a new one.
/// </remarks>
public sealed partial class PlanDialog
{
    private const int MostAccounts = 200;

    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private IReadOnlyList<PlanRow> _plans = [];
    private IReadOnlyList<AccountRow> _accounts = [];
    private int _asked; // previews so far: an answer that another choice has overtaken is not shown
    private IReadOnlyList<ChargeView>? _preview;
    private bool _isAsked; // the preview is of what was chosen before
    private bool _isLoaded;
    private string? _account;
    private string? _plan;
    private string? _quantity = "1";
    private string? _from;
    private string? _anchor;
    private string? _trialEnd;
    private string? _credit;
    private bool _isBackdated;
    private bool _isAnew;
    private bool _atPeriodEnd;
    private bool _isWaived;
    private bool _mayGive;
    private FormProblems _problems = null!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public PlanVerb What { get; set; }

    /// <summary>Null: with <see cref="PlanVerb.Add"/>.</summary>
    [Parameter]
    public SubscriptionRecord? Subscription { get; set; }

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    /// <summary>In which the payer's days begin.</summary>
    [Parameter]
    public DateTimeZone Zone { get; set; } = DateTimeZone.Utc;

    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    [Inject]
    private IAccountQuery Accounts { get; set; } = null!;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private IInvoiceQuery Invoices { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string Title => What switch
    {
        PlanVerb.Add => Text["Add a plan"],
        PlanVerb.Change => Text["Change plan {0}", Subscription!.Plan],
        PlanVerb.Pause => Text["Pause {0}", Subscription!.Plan],
        PlanVerb.Resume => Text["Resume {0}", Subscription!.Plan],
        PlanVerb.Begin => Text["Begin {0} now", Subscription!.Plan],
        PlanVerb.Withdraw => Text["Withdraw what is to come of {0}", Subscription!.Plan],
        _ => Text["Cancel {0}", Subscription!.Plan],
    };

    private bool MayWait => MayBeLate;

    private bool MayBeLate => What is PlanVerb.Change or PlanVerb.Pause or PlanVerb.Cancel;

    // What is counted from a day of the month; of a plan that is kept the payer knows.
    private bool HasAnchor => Chosen is { } plan ? plan.Terms.Cycle.Kind is PeriodKind.MonthlyAnniversary : What is PlanVerb.Change;

    /// <summary>Only its periods are to begin another time.</summary>
    private bool IsMoved => What is PlanVerb.Change && Chosen is null && (_isAnew || !string.IsNullOrWhiteSpace(_anchor) || TrialEnd is not null);

    private int? AnchorDay => HasAnchor && int.TryParse(_anchor, NumberStyles.None, CultureInfo.CurrentCulture, out var day) ? day : null;

    private string? TrialEnd => What is PlanVerb.Change && !string.IsNullOrEmpty(_trialEnd) ? _trialEnd : null;

    private EndCredit Credit => Enum.TryParse<EndCredit>(_credit, out var credit) ? credit : EndCredit.AsPlan;

    private IEnumerable<(string, string)> Credits =>
    [
        (nameof(EndCredit.Days), Text["The days that are left"].Value),
        (nameof(EndCredit.None), Text["Nothing"].Value),
        .. _mayGive ? [(nameof(EndCredit.Full), Text["All of it, used days too"].Value)] : Array.Empty<(string, string)>(),
    ];

    private bool HasPlan => What is PlanVerb.Add or PlanVerb.Change;

    private string Verb => What switch
    {
        PlanVerb.Add => Chosen is { } plan ? Text["Add {0}", plan.Terms.Name] : Text["Add a plan"],
        PlanVerb.Change => Chosen is { } plan ? Text["Change to {0}", plan.Terms.Name] : IsCounted ? Text["Change to {0} pieces", _quantity!] : Text["Change plan"],
        PlanVerb.Withdraw => Text["Withdraw it"],
        _ => Title,
    };

    private PlanRow? Chosen => _plans.FirstOrDefault(plan => plan.PlanId.ToString(CultureInfo.InvariantCulture) == _plan);

    /// <summary>Only the number of pieces is another one: the plan stays as it was sold, though it may be sold at another price now.</summary>
    private bool IsCounted => What is PlanVerb.Change && Chosen is null
        && int.TryParse(_quantity, NumberStyles.None, CultureInfo.CurrentCulture, out var quantity) && quantity != Subscription!.Quantity;

    // A day that was typed is when, whatever was chosen before.
    private bool AtPeriodEnd => _atPeriodEnd && From is null;

    private bool IsDay => string.IsNullOrEmpty(_from) || LocalDatePattern.Iso.Parse(_from).Success;

    private IPayerGrain Payer => Grains.GetGrain<IPayerGrain>(BalanceId);

    protected override async Task OnInitializedAsync()
    {
        _problems = new(Text, Failures, "plan", "quantity", "account", "from", "anchorDay", "trialEnd", "credit");
        _quantity = (Subscription?.Quantity ?? 1).ToString(CultureInfo.CurrentCulture);
        _mayGive = await Clerk.MayAsync(Permissions.MoneyAdjust);
        _plans = await Payers.PlansAsync(Currency, CancellationToken.None);

        if (What is PlanVerb.Add)
        {
            _accounts = (await Accounts.ListAsync(Scope.Everything, new(BalanceId: BalanceId), new(Size: MostAccounts), CancellationToken.None)).Rows;
            _account = _accounts is [var only] ? only.AccountId.ToString(CultureInfo.InvariantCulture) : null; // what it has is suspended without funds
        }

        _isLoaded = true;
        StateHasChanged();
        await PreviewAsync();
    }

    private IEnumerable<(string, string)> Choices => _plans.Select(plan => (plan.PlanId.ToString(CultureInfo.InvariantCulture), Priced(plan)));

    private string Priced(PlanRow plan) =>
        $"{plan.Terms.Name} · {Money.Text(plan.Terms.Fee, plan.Currency, CultureInfo.CurrentCulture)} {Text[SubscriptionWords.Cycle(plan.Terms.Cycle.Kind)]}";

    private Task SetAsync(Action set)
    {
        set();

        return PreviewAsync();
    }
}
