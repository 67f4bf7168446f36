using Billing.Core.Allowances;
using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tests.Balances;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests;

/// <summary>The worked examples of the charging rules that concern rating, funds and rounding, each by its name.</summary>
public sealed class WorkedExamplesTests
{
    [Fact]
    public void Sixty_by_sixty_charges_a_call_of_3_47_as_4_minutes()
    {
        var rate = PerMinute("60/60", "0.10").Valid();

        Assert.Equal(240, Pricing.ChargedUnits(rate, 227, Clock));
        Assert.Equal(0.40m, Pricing.Amount(rate, 227, Clock));
    }

    [Fact]
    public void Thirty_by_6_at_20_cents_charges_31_seconds_as_36_for_12_cents()
    {
        var rate = PerMinute("30/6", "0.20").Valid();

        Assert.Equal((36L, 0.12m), (Pricing.ChargedUnits(rate, 31, Clock), Pricing.Amount(rate, 31, Clock)));
    }

    [Fact]
    public void Two_free_minutes_left_and_8_used_are_2_for_nothing_and_6_for_60_cents()
    {
        var payer = new Payer(10, beside: Included(120));
        var posting = payer.Report(Payer.New(PerMinute("60/60", "0.10").Valid()), 480, SessionState.Ended);

        Assert.Equal(
            [(0L, 120L, 0m, 1), (120L, 360L, 0.60m, (int?)null)],
            posting.Record!.Parts.Select(part => (part.FromUnit, part.Units, part.Amount, part.AllowanceId)));
        Assert.Equal((0.60m, 9.40m), (posting.Record.Amount, payer.Balance.Posted));
    }

    [Fact]
    public void With_a_base_unit_of_1_kB_758_bytes_are_1_kB()
    {
        var rate = Row("*", "1000", "0.01", per: 1_000).Valid(Unit.Byte);

        Assert.Equal((1_000L, 0.01m), (Pricing.ChargedUnits(rate, 758, Clock), Pricing.Amount(rate, 758, Clock)));
    }

    [Fact]
    public void Two_calls_in_slices_of_3_minutes_hold_3_and_3_then_3_and_1_and_never_spend_more_than_10()
    {
        var payer = new Payer(10);
        var rate = PerMinute("60/60", "1.00").Valid();
        var (first, second) = (Payer.New(rate, slice: 180), Payer.New(rate, slice: 180));
        payer.Authorize(first);
        payer.Authorize(second);
        Assert.Equal((3m, 3m), (payer[first].Held, payer[second].Held));

        payer.Report(first, 180);
        payer.Report(second, 180);
        Assert.Equal((3m, 1m), (payer[first].Held, payer[second].Held));

        payer.Report(first, 360, SessionState.Ended);
        payer.Report(second, 240, SessionState.Ended);
        Assert.Equal(0m, payer.Balance.Posted);
    }

    [Fact]
    public void Three_hundred_minutes_a_month_bought_on_April_20_are_110_in_the_first_month()
    {
        var plan = Monthly(300, At("2026-04-20T15:00:00Z")) with { IsFirstProrated = true };

        var april = Assert.Single(plan.Due(At("2026-04-20T15:00:00Z"), [], 1));
        var may = Assert.Single(plan.Due(At("2026-05-01T00:00:00Z"), [april], 2));

        Assert.Equal((110m, At("2026-05-01T00:00:00Z")), (april.Initial, april.ExpiresAt));
        Assert.Equal(300m, may.Initial);
    }

    [Fact]
    public void Away_from_zero_16_85306_is_16_86_to_2_decimals() =>
        Assert.Equal(16.86m, 16.85306m.Round(2, Rounding.Up));

    internal static Funds Included(decimal units, AllowanceUse? use = null) => new()
    {
        Allowances = [Allowance(units) with { Uses = use is null ? [] : [use] }],
        LastAllowanceId = 1,
    };

    internal static Allowance Allowance(decimal amount, AllowanceKind kind = AllowanceKind.Units, int id = 1) => new()
    {
        AllowanceId = id,
        Name = $"allowance {id}",
        Kind = kind,
        Initial = amount,
        Remaining = amount,
    };

    internal static AllowancePlan Monthly(decimal amount, Instant startsAt) => new()
    {
        PlanId = 1,
        Template = Allowance(amount, id: 0),
        Period = PeriodKind.Monthly,
        StartsAt = startsAt,
        Zone = DateTimeZone.Utc,
    };
}
