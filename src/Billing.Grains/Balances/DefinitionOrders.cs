using System.Diagnostics;
using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using NodaTime;

namespace Billing.Grains.Balances;

/// <summary>Orders of definitions in the core's words, and as the line that a repeated order must say again.</summary>
internal static class DefinitionOrders
{
    public static Definition Definition(this DefinitionOrder order, Instant now) => order switch
    {
        PlanOrder plan => new Core.Balances.Definition.Plan(PlanOf(plan, now)),
        DiscountOrder discount => new Core.Balances.Definition.Discount(DiscountOf(discount)),
        SpendingLimitOrder limit => new Core.Balances.Definition.Limit(new(0, limit.AccountId, limit.Amount, limit.Period, limit.IsOwn)),
        CreditIncreaseOrder increase => new Core.Balances.Definition.Increase(new(increase.Amount, increase.EndsAt)),
        CreditLimitOrder limit => new Core.Balances.Definition.CreditLimit(limit.Amount),
        EndOrder end => new Core.Balances.Definition.End(end.Of, end.Number, end.EndsAt ?? now),
        _ => throw new UnreachableException(),
    };

    /// <summary>The account that it is for; null: every one of the balance.</summary>
    public static long? AccountId(this DefinitionOrder order) => order switch
    {
        PlanOrder plan => plan.AccountId,
        DiscountOrder discount => discount.AccountId,
        SpendingLimitOrder limit => limit.AccountId,
        _ => null,
    };

    // Lists are written out, for a record prints an array as its type's name; and 5.0 is the same amount as 5.00.
    public static string Body(this DefinitionOrder order) => order switch
    {
        PlanOrder plan => Text($"define {plan.Amount:0.#####} {plan with { Amount = 0, Uses = [] }} {string.Join(',', plan.Uses)}"),
        DiscountOrder discount => Text(
            $"define {discount with { Tiers = [] }} {string.Join(',', discount.Tiers.Select(tier => Text($"{tier.Threshold:0.##########}:{tier.Percent:0.##########}")))}"),
        SpendingLimitOrder limit => Text($"define {limit.Amount:0.#####} {limit with { Amount = 0 }}"),
        CreditIncreaseOrder increase => Text($"define {increase.Amount:0.#####} {increase with { Amount = 0 }}"),
        CreditLimitOrder limit => Text($"define {limit.Amount:0.#####} {limit with { Amount = 0 }}"),
        EndOrder end => Text($"end {end.Of} {end.Number} at {end.EndsAt}"),
        _ => throw new UnreachableException(),
    };

    internal static AllowancePlan PlanOf(PlanOrder order, Instant now) => new()
    {
        PlanId = 0,
        Template = new()
        {
            AllowanceId = 0,
            Name = order.Name,
            Kind = order.Kind,
            Initial = order.Amount,
            Remaining = order.Amount,
            Uses = [.. order.Uses.Select(UseOf)],
            AccountId = order.AccountId,
            Precedence = order.Precedence,
            Exhaustion = order.Exhaustion,
            Policy = order.Policy,
        },
        Period = order.Period,
        RollOverPeriods = order.RollOverPeriods,
        IsFirstProrated = order.IsFirstProrated,
        StartsAt = order.StartsAt ?? now,
        EndsAt = order.EndsAt,
        Zone = DateTimeZoneProviders.Tzdb[order.ZoneId],
    };

    internal static DiscountPlan DiscountOf(DiscountOrder order) => new()
    {
        DiscountId = 0,
        Name = order.Name,
        Use = UseOf(order.Use),
        AccountId = order.AccountId,
        Precedence = order.Precedence,
        Measure = order.Measure,
        Reset = order.Reset,
        Tiers = [.. order.Tiers.Select(tier => new DiscountTier(tier.Threshold, tier.Percent))],
    };

    private static AllowanceUse UseOf(UseOrder use) => new(use.Service, use.DestinationGroup, use.Period, use.Weight);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
