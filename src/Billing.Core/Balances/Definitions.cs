using Billing.Core.Allowances;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Decides that a balance is given a plan, a discount, a limit. Pure; that it is done once is the caller's business.</summary>
public static class Definitions
{
    private const int MoneyDecimals = 5;
    private const int MaxNameLength = 100;

    // What is larger is a mistake, and has no room in a row.
    private const decimal MaxAmount = 1_000_000_000_000m;

    /// <summary>The balance with what is defined, at the next version.</summary>
    /// <remarks>
    /// A credit limit or its increase is in force at once. The others get their numbers when they are stored, and until then
    /// no decision knows them: the balance is read again.
    /// </remarks>
    /// <param name="definition">One without a <see cref="Problem"/>.</param>
    public static Posting Define(Balance balance, Definition definition, Operation operation)
    {
        var after = definition switch
        {
            Definition.CreditLimit(var amount) => balance with { CreditLimit = amount },
            Definition.Increase(var increase) => balance with { Funds = balance.Funds with { Increases = balance.Funds.Increases.Add(increase) } },
            _ => balance,
        };

        return Changes.Posting(balance, after.Moved(), null, isNew: false, [], null) with { Definition = definition, Operation = operation };
    }

    /// <summary>Why it cannot be: the field and what was expected; null when it can.</summary>
    public static string? Problem(Definition definition, Instant now) => definition switch
    {
        Definition.Plan(var plan) => Name(plan.Template.Name) ?? Plan(plan, now),
        Definition.Discount(var discount) => Name(discount.Name) ?? Use(discount.Use) ?? Discount(discount),
        Definition.Limit(var limit) => Enum.IsDefined(limit.Period) ? Money(limit.Amount) : Expected("every", "a period"),
        Definition.Increase({ Amount: 0 }) => Expected("amount", "more than zero"),
        Definition.Increase(var increase) => Money(increase.Amount)
            ?? (increase.EndsAt <= now ? Expected("until", $"a time after {now}") : null),
        Definition.CreditLimit(var amount) => Money(amount),
        _ => throw new ArgumentOutOfRangeException(nameof(definition), definition, null),
    };

    private static string? Plan(AllowancePlan plan, Instant now)
    {
        var terms = plan.Template;

        return terms.Kind switch
        {
            AllowanceKind.Units when terms.Initial <= 0 || terms.Initial > RateLimits.MaxUnits || terms.Initial != decimal.Truncate(terms.Initial) =>
                Expected("amount", "whole base units above zero"),
            AllowanceKind.Money when terms.Initial == 0 => Expected("amount", "more than zero"),
            AllowanceKind.Money => Money(terms.Initial),
            AllowanceKind.Units => null,
            _ => Expected("kind", "units or money"),
        }
            ?? terms.Uses.Select(Use).FirstOrDefault(problem => problem is not null)
            ?? Plan(plan, terms, now);
    }

    private static string? Plan(AllowancePlan plan, Allowance terms, Instant now) =>
        plan.Period is PeriodKind.Never || !Enum.IsDefined(plan.Period) ? Expected("every", "a period in which it is given anew")
        : plan.RollOverPeriods is < 0 or > 3 ? Expected("roll-over", "0 to 3 periods")
        : !Enum.IsDefined(terms.Exhaustion) ? Expected("then", "PayAsYouGo, Block or Limit")
        : terms.Exhaustion is Exhaustion.Limit != terms.Policy is not null ? Expected("policy", "the gateway's policy with then Limit, and only with it")
        : terms.Policy is { } policy && (string.IsNullOrWhiteSpace(policy) || policy.Length > MaxNameLength)
            ? Expected("policy", $"1 to {MaxNameLength} characters")
        : plan.StartsAt < NodaConstants.UnixEpoch ? Expected("starts", "a time after 1970")
        : plan.EndsAt <= plan.StartsAt ? Expected("ends", $"a time after the start, {plan.StartsAt}")
        : plan.EndsAt <= now ? Expected("ends", $"a time after {now}")
        : null;

    private static string? Discount(DiscountPlan discount)
    {
        if (!Enum.IsDefined(discount.Measure))
        {
            return Expected("measure", "units or money");
        }

        if (!Enum.IsDefined(discount.Reset))
        {
            return Expected("reset", "a period, or never");
        }

        if (discount.Tiers.IsDefaultOrEmpty)
        {
            return Expected("tier", "at least one");
        }

        for (var i = 0; i < discount.Tiers.Length; i++)
        {
            var tier = discount.Tiers[i];

            if (tier.Threshold is < 0 or > RateLimits.MaxUnits || (i > 0 && tier.Threshold <= discount.Tiers[i - 1].Threshold))
            {
                return Expected("tier", "thresholds of zero or more, each above the one before");
            }

            if (tier.Percent is < 0 or > 100)
            {
                return Expected("tier", "0 to 100 percent");
            }
        }

        return null;
    }

    private static string? Name(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength ? Expected("name", $"1 to {MaxNameLength} characters") : null;

    private static string? Use(AllowanceUse use) =>
        use.Weight is < AllowanceUse.MinWeight or > AllowanceUse.MaxWeight
            ? Expected("weight", $"{AllowanceUse.MinWeight} to {AllowanceUse.MaxWeight}")
        : use.Service is "" ? Expected("service", "a service's key, or none")
        : use.DestinationGroup is "" ? Expected("group", "a destination group's name, or none")
        : use.Period is "" ? Expected("period", "a tariff period's name, or none")
        : null;

    private static string? Money(decimal amount) =>
        amount is < 0 or > MaxAmount || amount.Round(MoneyDecimals, Rounding.Down) != amount
            ? Expected("amount", $"zero to {MaxAmount}, with no more than {MoneyDecimals} decimals")
            : null;

    private static string Expected(string field, string what) => $"{field}: expected {what}";
}
