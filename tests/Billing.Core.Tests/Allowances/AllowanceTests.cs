using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tests.Balances;
using NodaTime;
using static Billing.Core.Tests.Rates;
using static Billing.Core.Tests.WorkedExamplesTests;

namespace Billing.Core.Tests.Allowances;

public sealed class AllowanceTests
{
    private static readonly Rate TenCents = PerMinute("60/60", "0.10").Valid();

    private static Payer Payer(params Allowance[] allowances) => new(10, beside: new()
    {
        Allowances = [.. allowances],
        LastAllowanceId = allowances.Length,
    });

    private static decimal[] Left(Payer payer) => [.. payer.Balance.Funds.Allowances.OrderBy(one => one.AllowanceId).Select(one => one.Remaining)];

    private static Xdr Call(Payer payer, long seconds, Rate? rate = null, Func<SessionTerms, SessionTerms>? change = null)
    {
        var session = Balances.Payer.New(rate ?? TenCents);

        return payer.Report(session with { Terms = change?.Invoke(session.Terms) ?? session.Terms }, seconds, SessionState.Ended).Record!;
    }

    [Fact]
    public void It_is_consumed_in_whole_charged_intervals()
    {
        var payer = Payer(Allowance(600));

        Assert.Equal(0m, Call(payer, 61).Amount);
        Assert.Equal([480m], Left(payer));
    }

    [Fact]
    public void What_is_left_of_it_within_an_interval_pays_its_share_of_the_interval()
    {
        var payer = Payer(Allowance(90));

        Assert.Equal(0.05m, Call(payer, 120).Amount);
        Assert.Equal([0m], Left(payer));
    }

    [Fact]
    public void By_precedence_then_earliest_expiry_then_oldest()
    {
        var payer = Payer(
            Allowance(60, id: 1),
            Allowance(60, id: 2) with { ExpiresAt = Start + Duration.FromDays(2) },
            Allowance(60, id: 3) with { ExpiresAt = Start + Duration.FromDays(1) },
            Allowance(60, id: 4) with { Precedence = -1 },
            Allowance(60, id: 5) with { ExpiresAt = Start + Duration.FromDays(1) });

        Assert.Equal([4, 3, 5, 2, 1], Call(payer, 300).Parts.Select(part => part.AllowanceId!.Value));
    }

    [Theory]
    [InlineData("voice", null, true)]
    [InlineData("data", null, false)]
    [InlineData(null, "local", true)]
    [InlineData(null, "abroad", false)]
    public void It_pays_for_its_service_and_destination_group_only(string? service, string? group, bool pays)
    {
        var payer = Payer(Allowance(600) with { Uses = [new(service, group)] });

        var record = Call(payer, 60, change: terms => terms with { DestinationGroups = ["local"] });

        Assert.Equal(pays ? 0m : 0.10m, record.Amount);
    }

    [Fact]
    public void It_pays_in_its_tariff_period_only_and_a_call_is_split_at_the_border()
    {
        var periods = Periods(Daily("off-peak", "12:02", "18:00"));
        var payer = Payer(Allowance(600) with { Uses = [new(null, null, "off-peak")] });
        var rate = PerMinute("60/60", "0.10").In("off-peak", "60/60", "0.05").Valid(periods: periods);

        var record = Call(payer, 240, rate, terms => terms with { Periods = periods });

        Assert.Equal([(120L, 0.20m), (120L, 0m)], record.Parts.Select(part => (part.Units, part.Amount)));
        Assert.Equal([480m], Left(payer));
    }

    [Fact]
    public void It_pays_in_its_tariff_period_only_where_the_rate_has_one_price_for_all_periods_too()
    {
        var periods = Periods(Daily("off-peak", "12:02", "18:00"));
        var payer = Payer(Allowance(600) with { Uses = [new(null, null, "off-peak")] });

        var record = Call(payer, 240, PerMinute("60/60", "0.10").Valid(periods: periods), terms => terms with { Periods = periods });

        Assert.Equal(
            [(120L, null, 0.20m), (120L, "off-peak", 0m)], record.Parts.Select(part => (part.Units, part.Period, part.Amount)));
        Assert.Equal([480m], Left(payer));
    }

    [Fact]
    public void It_is_the_accounts_own_or_everybodys()
    {
        var payer = Payer(Allowance(60, id: 1) with { AccountId = 2 }, Allowance(60, id: 2));

        Assert.Equal(0m, Call(payer, 60, change: terms => terms with { AccountId = 1 }).Amount);
        Assert.Equal(0.10m, Call(payer, 60, change: terms => terms with { AccountId = 1 }).Amount);
        Assert.Equal(0m, Call(payer, 60, change: terms => terms with { AccountId = 2 }).Amount);
    }

    [Fact]
    public void A_call_that_runs_past_its_expiry_is_paid_by_it_up_to_then()
    {
        var payer = Payer(Allowance(600) with { ExpiresAt = Start + Duration.FromSeconds(90) });

        Assert.Equal(0.25m, Call(payer, 240).Amount); // 150 of 240 s
        Assert.Equal([510m], Left(payer));
    }

    [Fact]
    public void A_pool_weighs_the_units_of_its_services()
    {
        var payer = Payer(Allowance(100) with { Uses = [new("voice", Weight: 0.5m), new("data", Weight: 0.01m)] });

        Assert.Equal(0m, Call(payer, 120).Amount); // 60 of the pool
        var data = Balances.Payer.New(Row("*", "1000", "1", per: 1_000).Valid(Unit.Byte), unit: Unit.Byte);
        var record = payer.Report(data, 5_000, SessionState.Ended).Record!;

        Assert.Equal(1.00m, record.Amount); // 4000 bytes took the other 40
        Assert.Equal([0m], Left(payer));
    }

    [Fact]
    public void Reserved_money_pays_before_the_balance_and_is_not_in_it()
    {
        var payer = Payer(Allowance(0.25m, AllowanceKind.Money) with { Uses = [new("voice")] });

        var record = Call(payer, 300);

        Assert.Equal((0.25m, 9.75m), (record.Amount, payer.Balance.Posted));
        Assert.Contains(record.Parts, part => part is { Kind: RatedPartKind.ReservedMoney, Amount: -0.25m, AllowanceId: 1 });
        Assert.Equal([0m], Left(payer));
    }

    [Fact]
    public void The_connect_fee_is_charged_all_the_same_and_a_minimum_is_not_when_it_pays_for_everything()
    {
        var rate = (PerMinute("60/60", "0.10") with { ConnectFee = 0.02m, MinimumCharge = 0.30m }).Valid();
        var payer = Payer(Allowance(120));

        Assert.Equal(0.02m, Call(payer, 60, rate).Amount);
        Assert.Equal(0.30m, Call(payer, 120, rate).Amount); // one of the minutes is paid by money
    }

    [Fact]
    public void It_never_pays_for_a_payback()
    {
        var payer = Payer(Allowance(600));

        Assert.Equal(-0.10m, Call(payer, 60, (PerMinute("60/60", "0.10") with { Direction = RateDirection.Payback }).Valid()).Amount);
        Assert.Equal([600m], Left(payer));
    }

    [Fact]
    public void Beyond_one_that_blocks_nothing_is_granted_and_no_interval_reaches_beyond_it()
    {
        var payer = Payer(Allowance(90) with { Exhaustion = Exhaustion.Block });
        var session = Balances.Payer.New(TenCents);

        payer.Authorize(session);

        Assert.Equal((60L, 0m), (payer[session].GrantedUnits, payer[session].Held));
        Assert.Equal(
            "allowance 1", Assert.IsType<AuthorizeOutcome.AllowanceUsedUp>(payer.Authorize(Balances.Payer.New(TenCents))).Allowance);
        payer.Report(session, 180, SessionState.Ended);
        Assert.Equal(9.85m, payer.Balance.Posted); // what was used all the same is paid: 90 s of 180
    }

    [Fact]
    public void Beyond_one_that_limits_money_pays_and_the_gateway_hears_its_policy()
    {
        var payer = Payer(Allowance(120) with { Exhaustion = Exhaustion.Limit, Policy = "slow" });
        var session = Balances.Payer.New(TenCents, slice: 300);
        payer.Authorize(session);
        Assert.Equal((120L, null), (payer[session].GrantedUnits, payer[session].Policy)); // it comes back where the policy changes

        payer.Report(session, 120);

        Assert.Equal((420L, "slow", 0.50m), (payer[session].GrantedUnits, payer[session].Policy, payer[session].Held));
    }

    [Fact]
    public void Promotional_money_that_expires_still_pays_for_what_was_held_of_it_and_the_rest_is_taken_back()
    {
        var payer = new Payer(3, beside: new()
        {
            Allowances = [Allowance(3, AllowanceKind.Promotion) with { ExpiresAt = Start + Duration.FromSeconds(100) }],
            LastAllowanceId = 1,
        });
        var session = Balances.Payer.New(TenCents, slice: 180);
        payer.Authorize(session); // holds 0.30

        payer.Report(session, 180, SessionState.Ended);

        Assert.Equal(
            [(LedgerReason.PromotionExpired, -2.70m), (LedgerReason.Usage, -0.30m)], payer.Entries.Select(entry => (entry.Reason, entry.Amount)));
        Assert.Equal(0m, payer.Balance.Posted);
        Assert.Equal([0m], Left(payer));
    }

    [Fact]
    public void A_settled_day_keeps_what_paid_for_it()
    {
        var payer = Payer(Allowance(120), Allowance(0.10m, AllowanceKind.Money, id: 2));
        var session = Balances.Payer.New(TenCents, slice: 600);

        payer.Report(session, 180, at: 86_400);
        payer.Report(session, 360, SessionState.Ended, at: 90_000);

        Assert.Equal([0m, 0.30m], payer.Records.Select(record => record.Amount)); // 60 s paid by reserved money, then none is left
        Assert.Equal([0m, 0m], Left(payer));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 200)]
    [InlineData(3, 400)]
    public void With_roll_over_so_many_months_rests_are_still_there(int periods, int available)
    {
        var plan = Monthly(100, At("2025-06-01T00:00:00Z")) with { RollOverPeriods = periods };

        Assert.Equal(available, plan.Due(At("2026-03-15T00:00:00Z"), [], 1).Sum(one => one.Remaining));
    }

    [Fact]
    public void A_plan_gives_each_period_once_and_rolled_over_units_go_first()
    {
        var plan = Monthly(100, At("2026-02-01T00:00:00Z")) with { RollOverPeriods = 1 };
        var payer = new Payer(10, beside: new() { Plans = [plan] });
        Call(payer, 60);
        Call(payer, 60);

        Assert.Equal([0m, 80m], Left(payer)); // February's 100, then 20 of March's
        Assert.Equal(2, payer.Balance.Funds.Allowances.Length);
    }

    [Theory]
    //          s before and after midnight, minutes that money pays, left of the first day and of the last
    [InlineData(600, 600, 0, 1_200, 1_200)] // ten minutes of each day
    [InlineData(2_400, 600, 10, 0, 1_200)] // ten more than the first day has
    [InlineData(600, 87_000, 1_410, 1_200, 1_200)] // the day between has half an hour too
    public void A_call_is_paid_by_what_each_of_its_periods_gave_though_its_end_is_the_first_word_of_it(
        long before, long after, int minutes, int firstLeft, int lastLeft)
    {
        var midnight = At("2026-03-03T00:00:00Z");
        var (start, end) = (midnight - Duration.FromSeconds(before), midnight + Duration.FromSeconds(after));
        var payer = new Payer(10_000, beside: new() { Plans = [Monthly(1_800, At("2026-01-01T00:00:00Z")) with { Period = PeriodKind.Daily }] });
        var session = Opened(start);

        payer.Report(session, Ending(start, end), end);
        payer.Report(session, Ending(start, end), end + Duration.FromDays(1));

        Assert.Equal(0.10m * minutes, payer.Records.Sum(record => record.Amount));
        Assert.Equal((firstLeft, lastLeft), ((int)Left(payer)[0], (int)Left(payer)[^2])); // the last one is of the repeated report's day
    }

    [Fact]
    public void What_a_plan_gave_more_than_31_days_ago_is_not_given_again()
    {
        var (start, end) = (At("2026-01-10T12:00:00Z"), At("2026-03-10T12:00:00Z"));
        var payer = new Payer(10_000_000, beside: new() { Plans = [Monthly(1_800, At("2026-01-01T00:00:00Z")) with { Period = PeriodKind.Daily }] });

        payer.Report(Opened(start), Ending(start, end), end);

        Assert.Equal(
            (32, At("2026-02-07T00:00:00Z")), (payer.Balance.Funds.Allowances.Length, payer.Balance.Funds.Allowances.Min(one => one.ValidFrom)));
    }

    [Theory]
    [InlineData(Unit.Second)]
    [InlineData(Unit.Byte)]
    public void A_plan_that_comes_in_a_session_s_third_week_gives_nothing_for_the_weeks_that_were_heard_of(Unit unit)
    {
        var payer = new Payer(10_000_000);
        var (start, lastHeard) = (At("2026-01-10T12:00:00Z"), At("2026-01-27T12:00:00Z"));
        var session = Balances.Payer.New(PerMinute("60/60", "0.10").Valid(unit), longest: 10_000_000, unit: unit);
        session = session with { Terms = session.Terms with { AuthorizedAt = start }, ReportedAt = start, HeardAt = start, SettledAt = start };
        payer.Report(session, Running(start, lastHeard, unit), lastHeard);
        var daily = Monthly(1_800, start) with { Period = PeriodKind.Daily };
        var now = lastHeard + Duration.FromHours(1);

        var posting = Charging.Report(
            payer.Balance with { Funds = new() { Plans = [daily] } }, payer[session], isNew: false, Running(start, now, unit), now);

        Assert.Equal(At("2026-01-27T00:00:00Z"), Assert.Single(posting.After.Funds.Allowances).ValidFrom);
    }

    [Theory]
    //          plan's period                 comes back               begins with
    [InlineData(PeriodKind.ThirtyDays, "2025-11-03T10:00:00Z", "2025-11-01T09:00:00Z")] // within the period that was given
    [InlineData(PeriodKind.ThirtyDays, "2025-11-30T23:59:00Z", "2025-11-01T09:00:00Z")]
    [InlineData(PeriodKind.ThirtyDays, "2025-12-01T00:00:00Z", "2025-12-01T00:00:00Z")] // later: anew
    [InlineData(PeriodKind.ThirtyDays, "2026-02-17T10:00:00Z", "2026-02-17T10:00:00Z")]
    [InlineData(PeriodKind.MonthlyAnniversary, "2025-11-29T10:00:00Z", "2025-11-01T09:00:00Z")]
    [InlineData(PeriodKind.MonthlyAnniversary, "2025-12-02T10:00:00Z", "2025-12-02T10:00:00Z")]
    [InlineData(PeriodKind.Monthly, "2025-11-03T10:00:00Z", "2025-11-01T09:00:00Z")]
    public void Who_comes_back_has_had_the_running_period(PeriodKind period, string back, string begins)
    {
        var plan = Monthly(100, At("2025-11-01T09:00:00Z")) with { Period = period };
        var given = plan.Due(At("2025-11-01T10:00:00Z"), [], 1);
        var balance = new Payer(0, beside: new() { Plans = [plan with { EndsAt = At("2025-11-02T10:00:00Z") }], Allowances = given, LastAllowanceId = 1 }).Balance;

        var stored = Definitions.Define(balance, new Definition.Resume(DefinedKind.Plan, plan.PlanId, At(back)), operation: null).Definition;

        Assert.Equal(new Definition.Resume(DefinedKind.Plan, plan.PlanId, At(begins)), stored);
        var promised = Definitions.Given(balance.Funds, new Definition.Resume(DefinedKind.Plan, plan.PlanId, At(back)), At(back));
        Assert.Equal(back == begins ? 1 : 0, promised.Length); // a preview promises what will be given
        var resumed = plan with { StartsAt = At(begins) };
        Assert.Equal(back == begins ? 1 : 0, resumed.Due(At(back), given, 2).Length);
        Assert.Single(resumed.Due(resumed.StartsAt + Duration.FromDays(31), given, 2)); // the next period is given
    }

    private static Session Opened(Instant start)
    {
        var session = Balances.Payer.New(TenCents, longest: 10_000_000);

        return session with { Terms = session.Terms with { AuthorizedAt = start }, ReportedAt = start, HeardAt = start, SettledAt = start };
    }

    private static UsageTotals Running(Instant start, Instant at, Unit unit)
    {
        var seconds = (long)(at - start).TotalSeconds;
        var octets = unit is Unit.Byte ? (uint)seconds : (uint?)null;

        return new(new(seconds, octets, null, null, null), at, at, start, SessionState.Running, "name", 0, null, null);
    }

    private static UsageTotals Ending(Instant start, Instant end) => new(
        new((long)(end - start).TotalSeconds, null, null, null, null), end, end, start, SessionState.Ended, "name", 0, null, null);
}
