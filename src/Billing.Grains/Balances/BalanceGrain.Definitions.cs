using System.Diagnostics;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using NodaTime;

namespace Billing.Grains.Balances;

// What a balance is given beside money. It is a commit like any other: refused from a stale version, done once.
internal sealed partial class BalanceGrain
{
    public async ValueTask<OperationReply> DefineAsync(DefinitionOrder order)
    {
        if (order is PlanOrder { ZoneId: var zone } && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
        {
            return new(OperationResult.WrongField, Problem: $"zone: expected a time zone's name such as Europe/Berlin, not \"{zone}\"");
        }

        var now = Now();
        var definition = DefinitionOf(order, now);

        // What was done once is answered again, though its time may have passed since.
        if (Definitions.Problem(definition, now) is { } problem && await operations.FindAsync(order.OperationId) is null)
        {
            return new(OperationResult.WrongField, Problem: problem);
        }

        var reply = await OnceAsync(order.OperationId, order.By, BodyOf(order), null, (balance, operation) =>
            new(Done(Definitions.Define(balance, definition, operation))));

        if (reply is { Result: OperationResult.Done, WasDoneBefore: false })
        {
            DeactivateOnIdle(); // the database gave it its number: the next call reads it
        }

        return reply;
    }

    public async ValueTask<bool> ExpireAsync()
    {
        if (Expiry.Post(Trusted(), Now()) is not { } posting)
        {
            return false;
        }

        await CommitAsync(posting);

        return true;
    }

    private static Definition DefinitionOf(DefinitionOrder order, Instant now) => order switch
    {
        PlanOrder plan => new Definition.Plan(PlanOf(plan, now)),
        DiscountOrder discount => new Definition.Discount(DiscountOf(discount)),
        SpendingLimitOrder limit => new Definition.Limit(new(0, limit.AccountId, limit.Amount, limit.Period)),
        CreditIncreaseOrder increase => new Definition.Increase(new(increase.Amount, increase.EndsAt)),
        CreditLimitOrder limit => new Definition.CreditLimit(limit.Amount),
        _ => throw new UnreachableException(),
    };

    // Lists are written out, for a record prints an array as its type's name; and 5.0 is the same amount as 5.00.
    private static string BodyOf(DefinitionOrder order) => order switch
    {
        PlanOrder plan => Text($"define {plan.Amount:0.#####} {plan with { Amount = 0, Uses = [] }} {string.Join(',', plan.Uses)}"),
        DiscountOrder discount => Text(
            $"define {discount with { Tiers = [] }} {string.Join(',', discount.Tiers.Select(tier => Text($"{tier.Threshold:0.##########}:{tier.Percent:0.##########}")))}"),
        SpendingLimitOrder limit => Text($"define {limit.Amount:0.#####} {limit with { Amount = 0 }}"),
        CreditIncreaseOrder increase => Text($"define {increase.Amount:0.#####} {increase with { Amount = 0 }}"),
        CreditLimitOrder limit => Text($"define {limit.Amount:0.#####} {limit with { Amount = 0 }}"),
        _ => throw new UnreachableException(),
    };

    private static AllowancePlan PlanOf(PlanOrder order, Instant now) => new()
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

    private static DiscountPlan DiscountOf(DiscountOrder order) => new()
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
}
