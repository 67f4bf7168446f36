using System.Collections.Immutable;
using Billing.Contracts.Rating;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>Why each allowance and discount of a balance did or did not have a part in a price.</summary>
/// <remarks>What had a part is read from the price itself; reasons are looked for only for the others.</remarks>
internal sealed class FundsReasons(Balance before, Session session, RateChoice choice, string? period)
{
    private Instant At => choice.Use.At;

    public RatingStep Allowances(ImmutableArray<RatedPart> parts)
    {
        var paid = parts.Where(part => part.AllowanceId is not null).Select(part => part.AllowanceId!.Value).ToHashSet();
        var all = before.Funds.Allowances;
        var details = all.Select(allowance => $"{allowance.Name}: {Of(allowance, parts)}").ToImmutableArray();

        return (all.Length, paid.Count) switch
        {
            (0, _) => new("allowances", "the balance has none"),
            (_, 0) => new("allowances", all.Length == 1 ? "the one there is does not pay" : $"none of {all.Length} pays") { Details = details },
            _ => new("allowances", string.Join(", ", all.Where(one => paid.Contains(one.AllowanceId)).Select(one => $"{one.Name} {Of(one, parts)}"))) { Details = details },
        };
    }

    public RatingStep Discounts(ImmutableArray<RatedPart> parts)
    {
        var counted = parts.Where(part => part.DiscountId is not null).Select(part => part.DiscountId!.Value).ToHashSet();
        var all = before.Funds.Discounts;
        var details = all.Select(plan => $"{plan.Name}: {Of(plan, parts, counted)}").ToImmutableArray();
        var taken = parts.Where(part => part.DiscountId is not null && part.Percent > 0).Select(part => part.Percent).Distinct().ToList();

        return (all.Length, taken.Count) switch
        {
            (0, _) => new("discounts", "the balance has none"),
            (_, 0) => new("discounts", all.Length == 1 ? "the one there is takes nothing off" : $"none of {all.Length} takes anything off") { Details = details },
            _ => new("discounts", string.Join(", ", taken.Select(percent => FormattableString.Invariant($"{percent:0.##} % off")))) { Details = details },
        };
    }

    private string Of(Allowance allowance, ImmutableArray<RatedPart> parts)
    {
        var own = parts.Where(part => part.AllowanceId == allowance.AllowanceId).ToList();

        if (own.Count > 0)
        {
            return own.Any(part => part.Kind is RatedPartKind.ReservedMoney)
                ? $"pays {RateWords.Price(-own.Sum(part => part.Amount))}"
                : $"pays for {RateWords.Count(own.Sum(part => part.Units), choice.Use.Service.Unit)}";
        }

        return allowance switch
        {
            { Remaining: <= 0 } => "is used up",
            _ when At < allowance.ValidFrom => "begins later",
            _ when At >= allowance.ExpiresAt => "has expired",
            { AccountId: { } owner } when owner != session.Terms.AccountId => "is another account's",
            { Uses.IsEmpty: false } => Fitting(allowance.Uses) ?? "is not needed",
            { Kind: AllowanceKind.Promotion } => "is a part of the money",
            _ => "is not needed",
        };
    }

    private string Of(DiscountPlan plan, ImmutableArray<RatedPart> parts, HashSet<long> counted)
    {
        var own = parts.Where(part => part.DiscountId == plan.DiscountId).ToList();

        return own switch
        {
            [] when plan.AccountId is { } owner && owner != session.Terms.AccountId => "is another account's",
            [] when Fitting([plan.Use]) is { } reason => reason,
            [] when counted.Count > 0 => "another one is asked first",
            [] => "no money is paid for usage",
            _ when own.All(part => part.Percent == 0) => plan.Tiers.IsEmpty
                ? "has no step"
                : $"counts it, but is below its first step, {RateWords.Price(plan.Tiers[0].Threshold)}",
            _ => $"takes {string.Join(", ", own.Select(part => part.Percent).Distinct().Select(percent => $"{RateWords.Price(percent)} %"))} off",
        };
    }

    // Null: one of them is for this. Else what the first of them would want.
    private string? Fitting(ImmutableArray<AllowanceUse> uses)
    {
        var reasons = uses.Select(use => use switch
        {
            { Service: { } service } when service != session.Terms.Service => $"is for {service}",
            { DestinationGroup: { } group } when !choice.DestinationGroups.Contains(group) => $"is for destinations of {group}",
            { Period: { } named } when named != period => $"is for the period {named}",
            _ => null,
        }).ToList();

        return reasons.Contains(null) ? null : reasons[0];
    }
}
