using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Core.BillingPeriods;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using NodaTime.Text;

namespace Billing.Portal.Balances;

/// <summary>Sets a credit limit, raises it for a while, or limits what is spent.</summary>
public sealed partial class LimitDialog
{
    private string _what = "limit";
    private string _period = nameof(PeriodKind.Monthly);
    private string? _amount;
    private string? _until;
    private (string, string)[] _whats = [];
    private (string, string)[] _periods = [];

    [Parameter, EditorRequired]
    public LimitKind Kind { get; set; }

    /// <summary>The permanent one, as it is.</summary>
    [Parameter, EditorRequired]
    public decimal CreditLimit { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    private string Title => Kind is LimitKind.Credit ? Text["Change credit"] : Text["Set a spending limit"];

    private string Help => (Kind, _what) switch
    {
        (LimitKind.Spending, _) => Text["0 takes the limit away"],
        (_, "increase") => Text["What is added to the limit"],
        _ => Text["How far below zero the balance may go; 0: not at all"],
    };

    private string Verb => (Kind, _what, Typed) switch
    {
        (_, "increase", null) => Text["Raise the limit"],
        (_, "increase", { } amount) => Text["Raise the limit by {0}", Told(amount)],
        (_, _, null) => Text["Set the limit"],
        (LimitKind.Spending, _, 0m) => Text["Take the limit away"],
        (_, _, { } amount) => Text["Set the limit to {0}", Told(amount)],
    };

    private decimal? Typed => Money.Parse(_amount, CultureInfo.CurrentCulture) is { } amount and >= 0 ? amount : null;

    [Inject]
    private IFundsQuery Funds { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    // The dialog may have been open for a while: what somebody else set meanwhile is what comes back.
    protected override async Task<DefinitionOrder?> TakesBackAsync() =>
        await Funds.FindAsync(BalanceId, Clock.Now(), CancellationToken.None) is not { } stored ? null : (Kind, _what) switch
        {
            (LimitKind.Spending, _) => new SpendingLimitOrder(Guid.NewGuid().ToString("N"), AccountId, Own(stored, Enum.Parse<PeriodKind>(_period)), Enum.Parse<PeriodKind>(_period)),
            (_, "limit") => new CreditLimitOrder(Guid.NewGuid().ToString("N"), stored.CreditLimit),
            _ => null,
        };

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _whats = [("limit", Text["The limit from now on"]), ("increase", Text["More for a while"])];
        PeriodKind[] kinds = [PeriodKind.Daily, PeriodKind.Weekly, PeriodKind.Monthly];
        _periods = [.. kinds.Select(kind => (kind.ToString(), (string)Text[PeriodWords.Name(kind)]))];
    }

    protected override Func<IBalanceGrain, string, ValueTask<OperationReply>>? Read()
    {
        if (Typed is not { } amount)
        {
            Problems.Add("Amount", Text["An amount of zero or more, without separators of thousands"]);

            return null;
        }

        if (Kind is LimitKind.Spending)
        {
            return Define(new SpendingLimitOrder(OperationId, AccountId, amount, Enum.Parse<PeriodKind>(_period)));
        }

        if (_what == "limit")
        {
            return Define(new CreditLimitOrder(OperationId, amount));
        }

        if (LocalDatePattern.Iso.Parse(_until ?? "") is not { Success: true } day)
        {
            Problems.Add("Until", Text["A day to come"]);

            return null;
        }

        return Define(new CreditIncreaseOrder(OperationId, amount, Viewer.StartOf(day.Value)));
    }

    // The staff's own: what the subscriber set stays beside it.
    private decimal Own(FundsRecord stored, PeriodKind period) =>
        stored.Funds.Limits.FirstOrDefault(limit => limit.AccountId == AccountId && limit.Period == period && !limit.IsOwn)?.Amount ?? 0;

    private string Told(decimal amount) => Money.Text(amount, Currency, CultureInfo.CurrentCulture);

    private static Func<IBalanceGrain, string, ValueTask<OperationReply>> Define(DefinitionOrder order) =>
        (balance, by) => balance.DefineAsync(order with { By = by });
}
