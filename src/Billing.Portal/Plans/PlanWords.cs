using System.Globalization;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Subscriptions;
using Billing.Portal.Balances;
using Billing.Portal.Subscriptions;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Plans;

/// <summary>How plans and classes are told. Names are English; the keys of their translations.</summary>
internal static class PlanWords
{
    private const int MostCounted = 10_000;

    public static string Offer(PlanOffer offer) => offer switch
    {
        PlanOffer.AsPlan => "as the plan of a line",
        PlanOffer.AsAddOn => "as an add-on",
        _ => "no",
    };

    public static string Period(PeriodKind kind) => kind switch
    {
        PeriodKind.Never => "once",
        PeriodKind.Monthly => "calendar month",
        _ => PeriodWords.Name(kind),
    };

    /// <summary>Calendar month; 3 × calendar month: as who makes plans chose it.</summary>
    public static string Cycle(PeriodKind kind, int count, IStringLocalizer<Words> text) => count == 1
        ? text[Period(kind)]
        : $"{count.ToString(CultureInfo.CurrentCulture)} × {text[Period(kind)]}";

    /// <summary>A month; 3 × calendar month: after an amount.</summary>
    public static string Every(PeriodKind kind, int count, IStringLocalizer<Words> text) => count == 1
        ? text[SubscriptionWords.Cycle(kind)]
        : Cycle(kind, count, text);

    public static string Model(ChargeModel model) => model switch
    {
        ChargeModel.InAdvance => "in advance",
        ChargeModel.InArrears => "in arrears",
        _ => "day by day",
    };

    public static string Early(EarlyEnd end) => end switch
    {
        EarlyEnd.Free => "nothing",
        EarlyEnd.Fixed => "a fixed amount",
        EarlyEnd.RemainingFees => "the fees until the end of the term",
        _ => "the discounts that were given",
    };

    public static string Round(Rounding rounding) => rounding switch
    {
        Rounding.HalfAwayFromZero => "to the nearest, ties away from zero",
        Rounding.HalfEven => "to the nearest, ties to even",
        Rounding.Up => "up",
        _ => "down",
    };

    public static string Due(AmountDueRule rule) => rule is AmountDueRule.Balance ? "all that is owed" : "its own total alone";

    public static string Action(DunningAction action) => action switch
    {
        DunningAction.Remind => "Reminder",
        DunningAction.LateFee => "Late fee",
        DunningAction.Limit => "Limit services",
        DunningAction.Suspend => "Suspend",
        _ => "Terminate",
    };

    public static string Count(long count) =>
        (count > MostCounted ? "> " : "") + long.Min(count, MostCounted).ToString("N0", CultureInfo.CurrentCulture);

    public static IReadOnlyList<(T, string)> Choices<T>(IStringLocalizer<Words> text, Func<T, string> name)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => (value, text[name(value)].Value))];
}
