using System.Globalization;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Balances;

/// <summary>Plans, limits and discounts in words.</summary>
public sealed partial class FundsPanel
{
    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string PlanText(AllowancePlan plan)
    {
        var unit = ServiceUnits.Of(_units, plan.Template.Uses);
        var amount = ServiceUnits.Text(plan.Template.Kind, unit, plan.Template.Initial, _stored!.Currency, CultureInfo.CurrentCulture);
        var each = (string)Text["{0} each {1}", amount, Text[PeriodWords.Name(plan.Period)]];

        return plan.RollOverPeriods > 0 ? Text["{0}; what is left stays good for {1} more", each, plan.RollOverPeriods] : each;
    }

    private string LimitName(SpendingLimit limit)
    {
        var period = Text[PeriodWords.Name(limit.Period)];

        var name = (string)(limit.AccountId is { } account ? Text["Each {0}, account {1}", period, account] : Text["Each {0}, all accounts together", period]);

        return limit.IsOwn ? $"{name}, {Text["set by the subscriber"]}" : name;
    }

    private string TierText(DiscountPlan discount, DiscountTier tier) => Text[
        "{0} % off from {1} on",
        tier.Percent.ToString("0.##", CultureInfo.CurrentCulture),
        Measured(discount, tier.Threshold)];

    private string CountedText(DiscountPlan discount) => Text[
        "{0} counted in this {1}",
        Measured(discount, Counted(CounterOf.Discount, discount.DiscountId, discount.Reset)),
        Text[PeriodWords.Name(discount.Reset)]];

    private string Measured(DiscountPlan discount, decimal value) => discount.Measure is CounterMeasure.Money
        ? Money.Text(value, _stored!.Currency, CultureInfo.CurrentCulture)
        : ServiceUnits.Text(AllowanceKind.Units, ServiceUnits.Of(_units, [discount.Use]), value, "", CultureInfo.CurrentCulture);
}
