using System.Collections.Immutable;
using System.Text.Json;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Host.Price;

/// <summary>Reads what pays in a case beside plain money: allowances, plans, discounts, limits.</summary>
internal sealed class FundsReader(DateTimeZone zone, Instant firstStart, Func<string, long> accountOf)
{
    private static readonly (string, PeriodKind)[] Periods = [.. CaseWords.Periods, ("billing", PeriodKind.Monthly)];

    private readonly List<Counter> _counters = [];

    public Funds Read(CaseReader json, CaseReader? money)
    {
        var allowances = json.List("allowances").Select((item, i) => Allowance(item.Value, item.Path, i + 1)).ToImmutableArray();
        var discounts = json.List("discounts").Select((item, i) => Discount(item.Value, item.Path, i + 1)).ToImmutableArray();

        return new Funds
        {
            Allowances = allowances,
            LastAllowanceId = allowances.Length,
            Plans = [.. json.List("plans").Select((item, i) => Plan(item.Value, item.Path, i + 1))],
            Discounts = discounts,
            Limits = money is null ? [] : [.. money.List("spendingLimits").Select((item, i) => Limit(item.Value, item.Path, i + 1))],
            Increases = money is null ? [] : [.. money.List("increases").Select(item => Increase(item.Value, item.Path))],
            Counters = [.. _counters],
        }.Sorted();
    }

    private Allowance Allowance(JsonElement element, string path, int id)
    {
        var json = new CaseReader(element, path);
        var allowance = Allowance(json, id);
        json.Finish();

        return allowance;
    }

    private Allowance Allowance(CaseReader json, int id)
    {
        var kind = json.Choice(
            "kind", AllowanceKind.Units, ("units", AllowanceKind.Units), ("money", AllowanceKind.Money), ("promotion", AllowanceKind.Promotion));
        var amount = Positive(json, "amount") ?? throw json.Error("amount", "expected what it holds: base units or money");
        var left = Positive(json, "left") ?? amount;

        if (kind is AllowanceKind.Units && (decimal.Truncate(amount) != amount || decimal.Truncate(left) != left))
        {
            throw json.Error("amount", "expected whole base units");
        }

        var uses = Uses(json);

        if (kind is not AllowanceKind.Units && uses.Any(use => use.Period is not null))
        {
            throw json.Error("period", "expected none: money pays for amounts, and an amount has no hour");
        }

        if (left > amount)
        {
            throw json.Error("left", "is more than amount");
        }

        return new()
        {
            AllowanceId = id,
            Name = json.Text("name") ?? FormattableString.Invariant($"allowance {id}"),
            Kind = kind,
            Initial = amount,
            Remaining = left,
            Uses = uses,
            AccountId = json.TextOrNumber("account") is { } account ? accountOf(account) : null,
            Precedence = Precedence(json),
            ValidFrom = json.Instant("validFrom", zone) ?? NodaConstants.UnixEpoch,
            ExpiresAt = json.Instant("expires", zone) ?? Instant.MaxValue,
            Exhaustion = json.Choice(
                "onExhaustion", Exhaustion.PayAsYouGo, ("payg", Exhaustion.PayAsYouGo), ("block", Exhaustion.Block), ("limit", Exhaustion.Limit)),
            Policy = json.Text("policy"),
        };
    }

    private static ImmutableArray<AllowanceUse> Uses(CaseReader json)
    {
        var own = Use(json);
        var uses = json.List("uses").Select(item =>
        {
            var use = new CaseReader(item.Value, item.Path);
            var read = Use(use);
            use.Finish();

            return read;
        }).ToImmutableArray();

        return !uses.IsEmpty ? uses : own == new AllowanceUse(Service: null) ? [] : [own];
    }

    private static AllowanceUse Use(CaseReader json)
    {
        var weight = json.Decimal("weight") ?? 1;

        return weight is >= AllowanceUse.MinWeight and <= AllowanceUse.MaxWeight
            ? new(json.Text("service"), json.Text("group"), json.Text("period"), weight)
            : throw json.Error("weight", "expected a number from 0.000001 to 1000000");
    }

    private AllowancePlan Plan(JsonElement element, string path, int id)
    {
        var json = new CaseReader(element, path);
        var template = Allowance(json, 0) with { ExpiresAt = Instant.MaxValue };

        if (template.Kind is AllowanceKind.Promotion)
        {
            throw json.Error("kind", "expected units or money: promotional money is given once, with its ledger entry");
        }

        var rollOver = json.Whole("rollOver") ?? 0;
        var plan = new AllowancePlan
        {
            PlanId = id,
            Template = json.Text("name") is null ? template with { Name = FormattableString.Invariant($"plan {id}") } : template,
            Period = json.Choice("every", PeriodKind.Monthly, Periods),
            RollOverPeriods = rollOver <= 3 ? (int)rollOver : throw json.Error("rollOver", "expected 0 to 3 periods"),
            IsFirstProrated = json.Flag("prorate", otherwise: false),
            StartsAt = json.Instant("starts", zone) ?? firstStart,
            EndsAt = json.Instant("ends", zone),
            Zone = zone,
        };
        json.Finish();

        return plan;
    }

    private DiscountPlan Discount(JsonElement element, string path, int id)
    {
        var json = new CaseReader(element, path);
        var plan = new DiscountPlan
        {
            DiscountId = id,
            Name = json.Text("name") ?? FormattableString.Invariant($"discount {id}"),
            Use = Use(json),
            AccountId = json.TextOrNumber("account") is { } account ? accountOf(account) : null,
            Precedence = Precedence(json),
            Measure = json.Choice("measure", CounterMeasure.Units, ("units", CounterMeasure.Units), ("money", CounterMeasure.Money)),
            Reset = json.Choice("reset", PeriodKind.Monthly, Periods),
            Tiers = [.. json.List("tiers").Select(item => Tier(item.Value, item.Path))],
        };

        if (plan.Tiers.IsEmpty)
        {
            throw json.Error("tiers", "expected at least one step such as {\"from\": 6000, \"percent\": 10}");
        }

        for (var i = 1; i < plan.Tiers.Length; i++)
        {
            if (plan.Tiers[i].Threshold <= plan.Tiers[i - 1].Threshold)
            {
                throw json.Error("tiers", "expected thresholds that ascend");
            }
        }

        if (Positive(json, "used") is { } used and > 0)
        {
            _counters.Add(new(
                new(CounterOf.Discount, id), BillingPeriod.At(plan.Reset, firstStart, zone, BillingPeriod.CommonAnchor).Start, used));
        }

        json.Finish();

        return plan;
    }

    private static DiscountTier Tier(JsonElement element, string path)
    {
        var json = new CaseReader(element, path);
        var percent = json.Decimal("percent") ?? throw json.Error("percent", "expected what is off the price, 0 to 100");
        var tier = new DiscountTier(
            Positive(json, "from") ?? 0, percent is >= 0 and <= 100 ? percent : throw json.Error("percent", "expected 0 to 100"));
        json.Finish();

        return tier;
    }

    private SpendingLimit Limit(JsonElement element, string path, int id)
    {
        var json = new CaseReader(element, path);
        var limit = new SpendingLimit(
            id,
            json.TextOrNumber("account") is { } account ? accountOf(account) : null,
            Positive(json, "amount") ?? throw json.Error("amount", "expected money"),
            json.Choice("every", PeriodKind.Daily, Periods));

        if (Positive(json, "spent") is { } spent and > 0)
        {
            _counters.Add(new(
                new(CounterOf.SpendingLimit, id), BillingPeriod.At(limit.Period, firstStart, zone, BillingPeriod.CommonAnchor).Start, spent));
        }

        json.Finish();

        return limit;
    }

    private CreditIncrease Increase(JsonElement element, string path)
    {
        var json = new CaseReader(element, path);
        var increase = new CreditIncrease(
            Positive(json, "amount") ?? throw json.Error("amount", "expected money"),
            json.Instant("until", zone) ?? Instant.MaxValue);
        json.Finish();

        return increase;
    }

    private static int Precedence(CaseReader json) => json.Decimal("precedence") switch
    {
        null => 0,
        { } number when decimal.Truncate(number) == number && number is >= -1_000_000 and <= 1_000_000 => (int)number,
        _ => throw json.Error("precedence", "expected a whole number"),
    };

    private static decimal? Positive(CaseReader json, string name) => json.Decimal(name) switch
    {
        < 0 => throw json.Error(name, "expected zero or more"),
        > RateLimits.MaxUnits => throw json.Error(name, $"expected no more than {RateLimits.MaxUnits}"),
        var number => number,
    };
}
