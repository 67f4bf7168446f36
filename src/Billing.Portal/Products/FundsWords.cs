using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Subscriptions;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Products;

/// <summary>Allowances and discounts of products in words.</summary>
internal static class FundsWords
{
    public static string Every(PeriodKind kind, IStringLocalizer text) => kind switch
    {
        PeriodKind.Never => text["for ever"],
        PeriodKind.MonthlyAnniversary => text["a month, from the day of the start"],
        _ => text[SubscriptionWords.Cycle(kind)],
    };

    /// <param name="unit">Of the service that it is for; null: of no single one.</param>
    /// <param name="currency">Of money, in ISO 4217; null where it is not known.</param>
    public static string Amount(AllowanceKind kind, decimal amount, Unit? unit, CultureInfo culture, string? currency = null) => (kind, unit) switch
    {
        (AllowanceKind.Units, { } counted) => Quantity.Text(counted, amount, culture),
        (AllowanceKind.Units, null) => amount.ToString("#,##0", culture),
        _ => Money.In(currency, amount, culture),
    };

    public static string Use(UseOrder use, IStringLocalizer text)
    {
        var parts = new[]
        {
            use.Service is { } service ? text[ServiceWords.Name(service)].Value : null,
            use.DestinationGroup is { } group ? text["to {0}", group].Value : null,
            use.Period is { } period ? text["in {0}", period].Value : null,
        }.Where(part => part is not null).ToArray();

        return parts.Length == 0 ? text["anything"] : string.Join(", ", parts);
    }

    public static string RollOver(int periods, IStringLocalizer text) => periods switch
    {
        0 => text["its own period"],
        1 => text["one period more"],
        2 => text["two periods more"],
        _ => text["three periods more"],
    };

    public static string Uses(ProductPlan plan, IStringLocalizer text) =>
        plan.Uses.IsDefaultOrEmpty ? text["anything"] : string.Join("; ", plan.Uses.Select(use => Use(use, text)));

    public static string Then(ProductPlan plan, IStringLocalizer text) => plan.Exhaustion switch
    {
        Exhaustion.Block => text["nothing more is granted"],
        Exhaustion.Limit => text["slowed down by {0}", plan.Policy ?? ""],
        _ => text["money pays"],
    };

    /// <summary>All of its terms.</summary>
    /// <param name="unit">Of the service that it is for; null: of no single one.</param>
    /// <param name="currency">Of money, in ISO 4217; null where it is not known.</param>
    public static string Sentence(ProductPlan plan, Unit? unit, string? currency, IStringLocalizer text) => Sentence(
    [
        $"{Amount(plan.Kind, plan.Amount, unit, CultureInfo.CurrentCulture, currency)} {Every(plan.Period, text)}",
        Uses(plan, text),
        plan.IsShared ? text["all accounts' of the payer together"].Value : null,
        plan.IsFirstProrated ? text["the first, partial period gets its share, by days"].Value : null,
        plan.RollOverPeriods == 0 ? null : text["the rest is good for {0}", RollOver(plan.RollOverPeriods, text)].Value,
        text["then {0}", Then(plan, text)].Value,
        plan.Precedence == 0 ? null : text["precedence {0}", plan.Precedence].Value,
    ]);

    /// <summary>The same of a discount.</summary>
    public static string Sentence(ProductDiscount discount, Unit? unit, string? currency, IStringLocalizer text) => Sentence(
    [
        Tiers(discount, unit, CultureInfo.CurrentCulture, text, currency),
        Use(discount.Use, text),
        text["counted anew: {0}", Every(discount.Reset, text)].Value,
        discount.IsShared ? text["all accounts' of the payer together"].Value : null,
        discount.Precedence == 0 ? null : text["precedence {0}", discount.Precedence].Value,
    ]);

    private static string Sentence(IEnumerable<string?> parts) => string.Join(", ", parts.Where(part => part is not null));

    public static string Tiers(
        ProductDiscount discount, Unit? unit, CultureInfo culture, IStringLocalizer text, string? currency = null) =>
        string.Join("; ", discount.Tiers.Select(tier => text[
            "{0} % from {1} on", tier.Percent.ToString("0.##", culture),
            Amount(discount.Measure is CounterMeasure.Units ? AllowanceKind.Units : AllowanceKind.Money, tier.Threshold, unit, culture, currency)].Value));
}
