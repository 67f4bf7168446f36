using System.Collections.Immutable;
using Billing.Core.Allowances;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Decides that a balance is given a plan, a discount, a limit. Pure; that it is done once is the caller's business.</summary>
public static class Definitions
{
    /// <summary>The balance with what is defined, at the next version.</summary>
    /// <remarks>
    /// A credit limit or its increase, and an end, is in force at once. The others get their numbers when they are stored, and
    /// until then no decision knows them: the balance is read again.
    /// </remarks>
    /// <param name="definition">One without a <see cref="Problem(Definition, Funds, Instant)"/>.</param>
    /// <param name="operation">Who asked for it; null: it follows from a product of one of its accounts.</param>
    public static Posting Define(Balance balance, Definition definition, Operation? operation)
    {
        var after = definition switch
        {
            Definition.CreditLimit(var amount) => balance with { CreditLimit = amount },
            Definition.Increase(var increase) => balance with { Funds = balance.Funds with { Increases = balance.Funds.Increases.Add(increase) } },
            Definition.End(var of, var number, var at) => balance with { Funds = balance.Funds.With(of, number, at) },
            _ => balance,
        };

        if (definition is Definition.Resume { Of: DefinedKind.Plan } again
            && balance.Funds.Plans.FirstOrDefault(plan => plan.PlanId == again.Number) is { } ended)
        {
            definition = again with { Since = ended.ResumedFrom(again.Since, balance.Funds.Allowances) };
        }

        return Changes.Posting(balance, after.Moved(), null, isNew: false, [], null) with { Definition = definition, Operation = operation };
    }

    /// <summary>What a plan gives at an instant once it is defined or in force again; nothing of another definition.</summary>
    /// <remarks>As the balance does when it was read with it: a period that was given before is not given again.</remarks>
    public static ImmutableArray<Allowance> Given(Funds funds, Definition definition, Instant at) => definition switch
    {
        Definition.Plan(var plan, _) => plan.Due(at, [], 1),
        Definition.Resume { Of: DefinedKind.Plan } again when funds.Plans.FirstOrDefault(one => one.PlanId == again.Number) is { } plan =>
            (plan with { StartsAt = plan.ResumedFrom(again.Since, funds.Allowances), EndsAt = null }).Due(at, funds.Allowances, 1),
        _ => [],
    };

    /// <summary>Why it cannot be: the field and what was expected; null when it can.</summary>
    /// <param name="funds">What the balance has.</param>
    public static string? Problem(Definition definition, Funds funds, Instant now) => definition switch
    {
        Definition.Plan({ Template: var each } plan, _) => DefinitionRules.Name(each.Name) ?? DefinitionRules.Plan(plan, now),
        Definition.Discount(var discount, _) =>
            DefinitionRules.Name(discount.Name) ?? DefinitionRules.Use(discount.Use) ?? DefinitionRules.Discount(discount),
        Definition.Limit(var limit) => Enum.IsDefined(limit.Period) ? DefinitionRules.Money(limit.Amount) : Expected("every", "a period"),
        Definition.Increase({ Amount: 0 }) => Expected("amount", "more than zero"),
        Definition.Increase(var increase) => DefinitionRules.Money(increase.Amount)
            ?? (increase.EndsAt <= now ? Expected("until", $"a time after {now}") : null),
        Definition.CreditLimit(var amount) => DefinitionRules.Money(amount),
        Definition.End { Of: DefinedKind.Plan } end => End(
            "plan", end, funds.Plans.Where(plan => plan.PlanId == end.Number).Select(plan => plan.EndsAt), now),
        Definition.End { Of: DefinedKind.Discount } end => End(
            "discount", end, funds.Discounts.Where(plan => plan.DiscountId == end.Number).Select(plan => plan.EndsAt), now),
        Definition.End { Of: DefinedKind.Allowance } end => funds.Allowances.Any(one => one.AllowanceId == end.Number && one.Issue is not null)
            ? Expected("allowance", "one that was given once: what a plan gives ends with the plan")
            : End(
                "allowance", end,
                funds.Allowances.Where(one => one.AllowanceId == end.Number).Select(one => one.ExpiresAt == Instant.MaxValue ? (Instant?)null : one.ExpiresAt), now),
        Definition.End { Of: DefinedKind.Increase } end => funds.Increases.Any(one => one.EndsAt > end.At)
            ? end.At < now ? Expected("at", "a time that has not passed") : null
            : Expected("increase", $"more credit after {end.At}, and this balance has none"),
        Definition.End => Expected("of", "a plan, a discount, an allowance or more credit"),
        _ => throw new ArgumentOutOfRangeException(nameof(definition), definition, null),
    };

    /// <summary>The same of an allowance that is given once.</summary>
    /// <param name="allowance">Its amount, kind and weights are checked by whoever gives it.</param>
    public static string? Problem(Allowance allowance) => DefinitionRules.Name(allowance.Name) ?? DefinitionRules.Uses(allowance)
        ?? DefinitionRules.Then(allowance);

    private static string? End(string field, Definition.End end, IEnumerable<Instant?> known, Instant now) => known.ToList() switch
    {
        [] => Expected(field, "the number of one that this balance has"),
        [{ } over, ..] when over <= now => Expected(field, $"one that has not ended, this one did at {over}"),
        [{ } over, ..] when over <= end.At => Expected("at", $"a time before its end, {over}"),
        _ when end.At < now => Expected("at", "a time that has not passed"),
        _ => null,
    };

    private static string Expected(string field, string what) => DefinitionRules.Expected(field, what);
}
