using System.Text;
using Billing.Core.Allowances;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>What a field of a definition may be. Null: it is well; else the field and what was expected.</summary>
internal static class DefinitionRules
{
    private const int MoneyDecimals = 5;
    private const int MaxNameLength = 100;

    // What is larger is a mistake, and has no room in a row.
    private const decimal MaxAmount = 1_000_000_000_000m;

    // The longest value of a RADIUS attribute (RFC 2865 5): a policy that cannot be sent would silently not be applied.
    private const int MaxPolicyOctets = 253;

    private static string PolicyOfLimit => Expected("policy", "the gateway's policy with then Limit, and only with it");

    public static string? Plan(AllowancePlan plan, Instant now)
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
            ?? Uses(terms)
            ?? Plan(plan, terms, now);
    }

    private static string? Plan(AllowancePlan plan, Allowance terms, Instant now) =>
        plan.Period is PeriodKind.Never || !Enum.IsDefined(plan.Period) ? Expected("every", "a period in which it is given anew")
        : plan.RollOverPeriods is < 0 or > 3 ? Expected("roll-over", "0 to 3 periods")
        : (Then(terms) ?? (terms.Exhaustion is Exhaustion.Limit || terms.Policy is null ? null : PolicyOfLimit)) is { } problem ? problem
        : plan.StartsAt < NodaConstants.UnixEpoch ? Expected("starts", "a time after 1970")
        : plan.EndsAt <= plan.StartsAt ? Expected("ends", $"a time after the start, {plan.StartsAt}")
        : plan.EndsAt <= now ? Expected("ends", $"a time after {now}")
        : null;

    public static string? Discount(DiscountPlan discount)
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

    public static string? Uses(Allowance terms) => terms.Uses.Select(Use).FirstOrDefault(problem => problem is not null);

    /// <summary>What happens when it is used up.</summary>
    public static string? Then(Allowance terms) =>
        !Enum.IsDefined(terms.Exhaustion) ? Expected("then", "PayAsYouGo, Block or Limit")
        : terms is { Exhaustion: Exhaustion.Limit, Policy: null } ? PolicyOfLimit
        : Policy(terms);

    private static string? Policy(Allowance terms) =>
        terms.Policy is { } policy && (!IsText(policy) || Encoding.UTF8.GetByteCount(policy) > MaxPolicyOctets)
            ? Expected("policy", $"1 to {MaxPolicyOctets} octets of text")
            : null;

    public static string? Name(string name) =>
        !IsText(name) || name.Length > MaxNameLength ? Expected("name", $"1 to {MaxNameLength} characters") : null;

    public static string? Use(AllowanceUse use) =>
        use.Weight is < AllowanceUse.MinWeight or > AllowanceUse.MaxWeight
            ? Expected("weight", $"{AllowanceUse.MinWeight} to {AllowanceUse.MaxWeight}")
        : use.Service is { } service && !IsText(service) ? Expected("service", "a service's key, or none")
        : use.DestinationGroup is { } group && !IsText(group) ? Expected("group", "a destination group's name, or none")
        : use.Period is { } period && !IsText(period) ? Expected("period", "a tariff period's name, or none")
        : null;

    public static string? Money(decimal amount) =>
        amount is < 0 or > MaxAmount || amount.Round(MoneyDecimals, Rounding.Down) != amount
            ? Expected("amount", $"zero to {MaxAmount}, with no more than {MoneyDecimals} decimals")
            : null;

    public static string Expected(string field, string what) => $"{field}: expected {what}";

    // Something to read, and nothing that PostgreSQL or a packet could not carry.
    private static bool IsText(string text) => !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);
}
