using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tests.Balances;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Discounts;

public sealed class DiscountTests
{
    private static readonly Rate TenCents = PerMinute("60/60", "0.10").Valid();

    private static DiscountPlan Plan(CounterMeasure measure, params DiscountTier[] tiers) => new()
    {
        DiscountId = 1,
        Name = "volume",
        Measure = measure,
        Reset = PeriodKind.Monthly,
        Tiers = [.. tiers],
    };

    private static Payer Payer(params DiscountPlan[] plans) => new(100, beside: new() { Discounts = [.. plans] });

    private static Xdr Call(Payer payer, long seconds, Instant? at = null)
    {
        var start = at ?? Start;
        var session = Balances.Payer.New(TenCents);
        session = session with
        {
            Terms = session.Terms with { AuthorizedAt = start },
            ReportedAt = start,
            HeardAt = start,
            SettledAt = start,
        };
        var end = start + Duration.FromSeconds(seconds);

        return payer.Report(
            session,
            new UsageTotals(new(seconds, null, null, null, null), end, end, start, SessionState.Ended, "name", 0, null, null),
            end).Record!;
    }

    [Fact]
    public void A_call_over_the_end_of_a_discount_is_split_there_and_the_next_discount_takes_over()
    {
        var payer = Payer(
            Plan(CounterMeasure.Units, new DiscountTier(0, 50)) with { EndsAt = Start + Duration.FromSeconds(120) },
            Plan(CounterMeasure.Units, new DiscountTier(0, 10)) with { DiscountId = 2, Precedence = 1 });

        var record = Call(payer, 240);

        Assert.Equal([(0L, 120L, 50m), (120L, 120L, 10m)], record.Parts.Select(part => (part.FromUnit, part.Units, part.Percent)));
        Assert.Equal(0.28m, record.Amount);
    }

    [Fact]
    public void A_call_over_a_threshold_is_split_and_each_part_has_its_own_discount()
    {
        var payer = Payer(Plan(CounterMeasure.Units, new(0, 0), new(120, 10), new(240, 50)));

        var record = Call(payer, 360);

        Assert.Equal(
            [(0L, 120L, 0m, 0.20m), (120L, 120L, 10m, 0.18m), (240L, 120L, 50m, 0.10m)],
            record.Parts.Select(part => (part.FromUnit, part.Units, part.Percent, part.Amount)));
        Assert.Equal(0.48m, record.Amount);
    }

    [Fact]
    public void The_counter_goes_on_over_calls_and_starts_again_with_its_period()
    {
        var payer = Payer(Plan(CounterMeasure.Units, new DiscountTier(120, 50)));

        Assert.Equal(0.20m, Call(payer, 120).Amount);
        Assert.Equal(0.10m, Call(payer, 120).Amount);
        Assert.Equal(0.20m, Call(payer, 120, At("2026-04-01T00:00:00Z")).Amount);
        Assert.Equal([240m, 120m], payer.Balance.Funds.Counters.Select(counter => counter.Value));
    }

    [Fact]
    public void Money_is_counted_as_it_is_charged_and_crosses_within_the_call()
    {
        var payer = Payer(Plan(CounterMeasure.Money, new(0.30m, 50), new(0.50m, 100)));

        Assert.Equal(0.50m, Call(payer, 900).Amount); // 3 min for 0.30, 4 min for 0.20, the rest for nothing
        Assert.Equal(0.50m, Assert.Single(payer.Balance.Funds.Counters).Value);
    }

    [Fact]
    public void Only_what_money_pays_for_is_counted_and_only_by_the_first_plan_that_fits()
    {
        var local = Plan(CounterMeasure.Units, new DiscountTier(0, 10)) with { Use = new(null, "local"), Precedence = -1 };
        var all = Plan(CounterMeasure.Units, new DiscountTier(0, 20)) with { DiscountId = 2 };
        var payer = new Payer(100, beside: new()
        {
            Discounts = [local, all],
            Allowances = [WorkedExamplesTests.Allowance(60)],
            LastAllowanceId = 1,
        });

        Assert.Equal(0.08m, Call(payer, 120).Amount); // one minute included, the other 20 % off
        var counter = Assert.Single(payer.Balance.Funds.Counters);
        Assert.Equal((2L, 60m), (counter.Key.Id, counter.Value));
    }

    [Fact]
    public void A_hold_reckons_with_the_smallest_discount_that_may_come()
    {
        var payer = new Payer(0.15m, beside: new() { Discounts = [Plan(CounterMeasure.Units, new(0, 50), new(120, 0))] });
        var session = Balances.Payer.New(TenCents);
        payer.Authorize(session);

        Assert.Equal((60L, 0.10m), (payer[session].GrantedUnits, payer[session].Held));
    }

    // 13 %, then 8 %, then 90 %: who reckons with 8 % from the first threshold on must not be at the 90 % a unit too early.
    [Fact]
    public void A_hold_does_not_reach_a_better_discount_before_the_usage_does()
    {
        var payer = Payer(Plan(CounterMeasure.Money, new(2.2m, 13), new(3.55m, 8), new(13.63m, 90)));
        var session = Balances.Payer.New(PerMinute("1/1", "46.3524").Valid(), slice: 61);
        payer.Authorize(session);
        var (granted, held) = (payer[session].GrantedUnits, payer[session].Held);

        payer.Report(session, granted, SessionState.Ended);

        Assert.Equal(61, granted);
        Assert.InRange(payer.Balance.Posted, 100 - held, 100);
    }

    [Fact]
    public void A_spending_limit_counts_what_was_charged_and_starts_again_at_midnight()
    {
        var payer = new Payer(100, beside: new() { Limits = [new(1, null, 0.50m, PeriodKind.Daily)] });
        Call(payer, 180);
        var session = Balances.Payer.New(TenCents);
        payer.Authorize(session);
        Assert.Equal(120, payer[session].GrantedUnits);
        Assert.Equal(0.50m, Assert.IsType<AuthorizeOutcome.SpendingLimitReached>(payer.Authorize(Balances.Payer.New(TenCents))).Limit);

        var tomorrow = Start + Duration.FromHours(12);
        var next = Balances.Payer.New(TenCents);
        payer.Report(session, 0, SessionState.Ended);
        payer.Authorize(next = next with { Terms = next.Terms with { AuthorizedAt = tomorrow }, ReportedAt = tomorrow });
        Assert.Equal(300, payer[next].GrantedUnits);
    }

    [Fact]
    public void A_spending_limit_of_one_account_leaves_the_others_of_its_balance_alone()
    {
        var payer = new Payer(100, beside: new() { Limits = [new(1, 1, 0.20m, PeriodKind.Daily), new(2, 2, 0.50m, PeriodKind.Daily)] });
        var (mine, other, free) = (Balances.Payer.New(TenCents), Balances.Payer.New(TenCents, account: 2), Balances.Payer.New(TenCents, account: 3));
        payer.Authorize(mine);
        payer.Authorize(other);
        payer.Authorize(free);

        Assert.Equal((120, 300, 7_200), (payer[mine].GrantedUnits, payer[other].GrantedUnits, payer[free].GrantedUnits));
    }

    [Fact]
    public void A_higher_limit_for_a_while_is_spent_and_then_gone()
    {
        var payer = new Payer(0, limit: 1, beside: new() { Increases = [new(2, Start + Duration.FromHours(1))] });

        Assert.Equal((1m, 3m, 1m), (payer.Balance.Available, payer.Balance.AvailableAt(Start), payer.Balance.AvailableAt(Start + Duration.FromHours(1))));
        var session = Balances.Payer.New(TenCents);
        payer.Authorize(session);
        Assert.Equal(1_800, payer[session].GrantedUnits);
    }
}
