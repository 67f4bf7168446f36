using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Discounts;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>What pays, or makes cheaper, beside a balance's plain money; most balances have none of it.</summary>
public sealed record Funds
{
    private static readonly Duration LongestAgo = Duration.FromDays(31);
    private static readonly Duration HalfDay = Duration.FromHours(12);

    public static Funds None { get; } = new();

    /// <summary>In the order in which they are used.</summary>
    public ImmutableArray<Allowance> Allowances { get; init; } = [];

    /// <summary>What gives allowances anew each period.</summary>
    public ImmutableArray<AllowancePlan> Plans { get; init; } = [];

    /// <summary>By precedence.</summary>
    public ImmutableArray<DiscountPlan> Discounts { get; init; } = [];

    public ImmutableArray<SpendingLimit> Limits { get; init; } = [];

    public ImmutableArray<CreditIncrease> Increases { get; init; } = [];

    public ImmutableArray<Counter> Counters { get; init; } = [];

    /// <summary>The number of the newest allowance, expired ones included; zero before the first.</summary>
    public int LastAllowanceId { get; init; }

    /// <summary>Nothing here concerns the price or the limit of anything.</summary>
    public bool IsPlain => Allowances.IsEmpty && Plans.IsEmpty && Discounts.IsEmpty && Limits.IsEmpty && Increases.IsEmpty;

    /// <summary>The same, with its lists in the order in which they are used.</summary>
    public Funds Sorted() => this with
    {
        Allowances = Allowances.Sort(Allowance.Order),
        Discounts = [.. Discounts.OrderBy(plan => plan.Precedence).ThenBy(plan => plan.DiscountId)],
    };

    public decimal IncreaseAt(Instant now)
    {
        var sum = 0m;

        foreach (var increase in Increases)
        {
            sum += now < increase.EndsAt ? increase.Amount : 0;
        }

        return sum;
    }

    public decimal ValueOf(CounterKey key, Instant periodStart)
    {
        foreach (var counter in Counters)
        {
            if (counter.Key == key && counter.PeriodStart == periodStart)
            {
                return counter.Value;
            }
        }

        return 0;
    }

    internal Funds Add(CounterKey key, Instant periodStart, decimal value)
    {
        if (value == 0)
        {
            return this;
        }

        for (var i = 0; i < Counters.Length; i++)
        {
            if (Counters[i].Key == key && Counters[i].PeriodStart == periodStart)
            {
                return this with { Counters = Counters.SetItem(i, Counters[i] with { Value = Counters[i].Value + value }) };
            }
        }

        return this with { Counters = Counters.Add(new(key, periodStart, value)) };
    }

    /// <summary>The same where something that was counted is taken back. Never below zero: a limit may be younger than what it counts.</summary>
    /// <remarks>A counter that is not here is of a period that concerns nobody any more; its stored value stays.</remarks>
    internal Funds Reduce(CounterKey key, Instant periodStart, decimal value)
    {
        for (var i = 0; value > 0 && i < Counters.Length; i++)
        {
            if (Counters[i].Key == key && Counters[i].PeriodStart == periodStart)
            {
                return this with { Counters = Counters.SetItem(i, Counters[i] with { Value = decimal.Max(0, Counters[i].Value - value) }) };
            }
        }

        return this;
    }

    internal Funds Take(int allowanceId, decimal amount)
    {
        for (var i = 0; amount != 0 && i < Allowances.Length; i++)
        {
            if (Allowances[i].AllowanceId == allowanceId)
            {
                return this with { Allowances = Allowances.SetItem(i, Allowances[i] with { Remaining = Allowances[i].Remaining - amount }) };
            }
        }

        return this;
    }

    /// <summary>The same with one allowance more.</summary>
    internal Funds With(Allowance allowance) => this with
    {
        Allowances = Allowances.Add(allowance).Sort(Allowance.Order),
        LastAllowanceId = int.Max(LastAllowanceId, allowance.AllowanceId),
    };

    /// <summary>The same with something that ends.</summary>
    internal Funds With(DefinedKind of, long number, Instant end) => of switch
    {
        DefinedKind.Plan => this with { Plans = [.. Plans.Select(plan => plan.PlanId == number ? plan with { EndsAt = end } : plan)] },
        DefinedKind.Discount => this with { Discounts = [.. Discounts.Select(plan => plan.DiscountId == number ? plan with { EndsAt = end } : plan)] },
        DefinedKind.Allowance => this with
        {
            Allowances = Allowances.Select(one => one.AllowanceId == number ? one with { ExpiresAt = end } : one).ToImmutableArray().Sort(Allowance.Order),
        },
        DefinedKind.Increase => this with { Increases = [.. Increases.Select(one => one.EndsAt > end ? one with { EndsAt = end } : one)] },
        _ => throw new ArgumentOutOfRangeException(nameof(of), of, null),
    };

    /// <summary>The same with what its plans give by now, and gave for the periods since an instant.</summary>
    /// <remarks>
    /// Nobody may have asked in a period that is over, and usage of it is heard of only now. Not of more than 31 days ago: what a plan
    /// gave longer ago may not be known any more, and would be given twice.
    /// </remarks>
    internal Funds Renewed(Instant since, Instant now)
    {
        var funds = this;

        // No period is as short as half a day.
        for (var at = Instant.Max(since, now - LongestAgo); at < now && !Plans.IsEmpty; at += HalfDay)
        {
            funds = funds.Renewed(at);
        }

        return funds.Renewed(now);
    }

    private Funds Renewed(Instant now)
    {
        var funds = this;

        foreach (var plan in Plans)
        {
            foreach (var allowance in plan.Due(now, Allowances, funds.LastAllowanceId + 1))
            {
                funds = funds.With(allowance);
            }
        }

        return funds;
    }
}
