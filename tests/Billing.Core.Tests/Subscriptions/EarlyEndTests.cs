using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

/// <summary>What an end before the minimum term costs: with the remaining fees, always what the whole term costs.</summary>
public sealed class EarlyEndTests
{
    private static readonly SubscriptionTerms Year = Monthly with { MinimumTermMonths = 12, EarlyEnd = EarlyEnd.RemainingFees };

    [Theory]
    //          model                     ordered       ends                   charged     penalty
    [InlineData(ChargeModel.InAdvance, "2026-03-15", "2026-03-15", "90", "270")]
    [InlineData(ChargeModel.InAdvance, "2026-03-15", "2026-04-01T00:00:00", "90", "270")] // at the period's end: April is not paid
    [InlineData(ChargeModel.InAdvance, "2026-04-01T00:00:00", "2026-04-01T00:00:00", "120", "240")] // its fee was charged at that instant
    [InlineData(ChargeModel.InAdvance, "2026-02-10", "2026-03-15", "90", "270")]
    [InlineData(ChargeModel.InArrears, "2026-03-15", "2026-03-15", "90", "270")]
    [InlineData(ChargeModel.InArrears, "2026-03-15", "2026-04-01T00:00:00", "90", "270")]
    [InlineData(ChargeModel.InArrears, "2026-01-01", "2026-01-01T18:00:00", "0", "360")]
    [InlineData(ChargeModel.Progressive, "2026-03-15", "2026-03-15", "74.51613", "285.48387")] // the day of the end is charged
    [InlineData(ChargeModel.Progressive, "2026-03-15", "2026-04-01T00:00:00", "90", "270")]
    [InlineData(ChargeModel.InAdvance, "2026-12-10", "2026-12-10", "360", "0")]
    public void The_remaining_fees_are_those_that_were_not_charged(ChargeModel model, string ordered, string ends, string charged, string penalty)
    {
        var bill = Charges.Due((Year with { Model = model }).On("2026-01-01").Cancel(ends, decided: ordered), Instant.MinValue, At("2027-06-01"));

        Assert.Equal(
            (Amount(charged), Amount(penalty)),
            (bill.Where(one => one.Kind is not ChargeKind.Penalty).Sum(one => one.Amount), bill.Where(one => one.Kind is ChargeKind.Penalty).Sum(one => one.Amount)));
    }

    [Fact]
    public void Who_ends_in_the_trial_owes_the_whole_term_for_nothing_of_it_is_paid() => Assert.Equal(
        ["01-10 penalty.1 360 (01-10..01-11)"],
        (Year with { TrialDays = 30, Cycle = Anniversary.Cycle }).On("2026-01-01").Cancel("2026-01-10").Bill("2027-06-01"));

    [Fact]
    public void The_days_of_the_last_period_after_the_term_are_credited() => Assert.Equal(
        ["02-01 fee.1 90 (02-01..05-01)", "03-01 credit.1 -30.33708 (04-01..05-01)"],
        (Monthly with { Fee = 90, Cycle = new(PeriodKind.Monthly, 3), MinimumTermMonths = 2, EarlyEnd = EarlyEnd.RemainingFees })
        .On("2026-02-01").Cancel("2026-03-01").Bill("2026-12-01"));

    [Fact]
    public void Ended_in_a_pause_the_days_since_the_end_are_owed_and_those_of_the_pause_are_not() => Assert.Equal(
        ["01-01 fee.1 30 (01-01..02-01)", "01-11 credit.1 -20.32258 (01-11..02-01)", "01-21 penalty.2 340.64516 (01-21..01-22)"],
        Year.On("2026-01-01").Pause("2026-01-11").Cancel("2026-01-21").Bill("2027-06-01"));

    [Theory]
    [InlineData(EarlyEnd.Fixed, "100")] // 50 for each of two pieces
    [InlineData(EarlyEnd.RemainingFees, "572.90322")] // 17 days of March and 9 months, of two pieces at 30
    [InlineData(EarlyEnd.DiscountsGiven, "14.70968")] // 10 % off two months and 14 days
    public void Fewer_pieces_before_the_term_ends_cost_their_share_where_the_plan_binds_each(EarlyEnd penalty, string amount)
    {
        var bound = Year with { EarlyEnd = penalty, PenaltyAmount = 50, BindsPieces = true, Discounts = penalty is EarlyEnd.DiscountsGiven ? [new(6, 10)] : [] };

        Assert.Equal(Amount(amount), Penalties(Fewer(bound, 3, "2026-03-15")));
        Assert.Equal(0, Penalties(Fewer(bound with { BindsPieces = false }, 3, "2026-03-15")));
        Assert.Equal(0, Penalties(Fewer(bound, 7, "2026-03-15")));
        Assert.Equal(0, Penalties(Fewer(bound, 3, "2027-01-01T00:00:00")));
        Assert.Equal(0, Penalties(Changed(SubscriptionOrders.ChangePlan(
            bound.On("2026-01-01", 5), 1, bound, 3, null, At("2026-03-15"), At("2026-03-15"), isPenaltyWaived: true))));

        // Gone one after the other they pay what they pay together; of a month that is not credited then, the days are in its fee.
        var all = Penalties(bound.On("2026-01-01", 5).Cancel("2026-03-15"));
        var inTurn = Penalties(Fewer(bound, 3, "2026-03-15").Cancel("2026-03-15"));
        Assert.Equal(all, inTurn - (penalty is EarlyEnd.RemainingFees ? 2 * 30 * 17m / 31 : 0), precision: 3);

        static Subscription Fewer(SubscriptionTerms terms, int pieces, string day) =>
            Changed(SubscriptionOrders.ChangePlan(terms.On("2026-01-01", 5), 1, terms, pieces, null, At(day), At(day)));
    }

    [Theory]
    [InlineData(ChargeModel.InAdvance, "90")]
    [InlineData(ChargeModel.InArrears, "90")]
    [InlineData(ChargeModel.Progressive, "90")]
    public void Months_that_were_free_are_paid_back_whole(ChargeModel model, string amount) => Assert.Equal(
        Amount(amount),
        Penalties((Year with { Model = model, EarlyEnd = EarlyEnd.DiscountsGiven, Discounts = [new(3, 100)] }).On("2026-01-01").Cancel("2026-05-16")));

    [Fact]
    public void A_month_that_was_free_is_paid_back_by_the_days_that_were_used() => Assert.Equal(
        15, Penalties((Year with { EarlyEnd = EarlyEnd.DiscountsGiven, Discounts = [new(3, 100)], Fee = 31 }).On("2026-01-01").Cancel("2026-01-16")));

    // Ten per cent off, in the second year: that of the first one was kept.
    [Theory]
    [InlineData(ChargeModel.InAdvance, "2026-01-01", "2027-03-15", "7.35484")] // two months and 14 days of March
    [InlineData(ChargeModel.InArrears, "2026-01-01", "2027-03-15", "7.35484")]
    [InlineData(ChargeModel.InAdvance, "2026-01-01", "2026-03-15", "7.35484")]
    [InlineData(ChargeModel.InAdvance, "2026-01-15", "2027-02-01T00:00:00", "1.64516")] // 17 days of January
    [InlineData(ChargeModel.Progressive, "2026-01-15", "2027-02-01T00:00:00", "1.64516")]
    [InlineData(ChargeModel.InAdvance, "2026-01-01", "2027-01-01T00:00:00", "0")]
    public void Of_a_term_that_renews_only_the_discounts_of_the_one_that_is_left_early_are_paid_back(ChargeModel model, string begins, string ends, string amount)
    {
        var renews = Year with { Model = model, EarlyEnd = EarlyEnd.DiscountsGiven, Discounts = [new(48, 10)], TermRenews = true };

        Assert.Equal(Amount(amount), Penalties(renews.On(begins).Cancel(ends)));
    }

    [Fact]
    public void Pieces_that_went_in_an_earlier_term_paid_nothing_of_this_one()
    {
        var renews = Year with { EarlyEnd = EarlyEnd.DiscountsGiven, Discounts = [new(48, 10)], TermRenews = true, BindsPieces = true };
        var fewer = Changed(SubscriptionOrders.ChangePlan(renews.On("2026-01-01", 5), 1, renews, 3, null, At("2026-03-15"), At("2026-03-15")));

        Assert.Equal(3 * 7.35484m, Penalties(fewer.Cancel("2027-03-15")) - Penalties(fewer), precision: 3);
    }

    [Fact]
    public void What_lapsed_unpaid_was_no_discount()
    {
        var half = (Year with { EarlyEnd = EarlyEnd.DiscountsGiven, Discounts = [new(6, 50)] }).On("2026-01-01");
        var february = Charges.Due(half, Instant.MinValue, At("2026-02-10"))[1].Key;

        Assert.Equal(45, Penalties(half.Cancel("2026-04-01T00:00:00", decided: "2026-03-15")));
        Assert.Equal(30, Penalties((half with { Lapsed = [february] }).Cancel("2026-04-01T00:00:00", decided: "2026-03-15")));
    }

    [Theory]
    //          credit,         days of a month, ends, credited
    [InlineData(EndCredit.Full, 0, "2026-12-15", "12-15 credit.1 -20.32258 (12-11..01-01)")] // not the 30 of the whole month
    [InlineData(EndCredit.Full, 30, "2026-12-15", "12-15 credit.1 -20.32258 (12-11..01-01)")]
    [InlineData(EndCredit.Days, 0, "2026-12-15", "12-15 credit.1 -16.45161 (12-15..01-01)")]
    [InlineData(EndCredit.Days, 30, "2026-12-11", "12-11 credit.1 -20.32258 (12-11..01-01)")] // of thirtieths there are 20
    public void Of_a_fee_that_shrank_without_funds_no_more_is_given_back_than_was_charged(EndCredit credit, int days, string ends, string credited)
    {
        var begun = (Monthly with { ProrationDays = days }).On("2026-12-01");
        var fee = Charges.Due(begun, Instant.MinValue, At("2026-12-02"))[0];
        var shrunk = begun.Shrank(fee, fee.OnDay(Day("2026-12-11"))!);

        Assert.Equal(credited, Ended(shrunk, ends).Bill("2026-12-31")[^1]);

        // Ordered before there were funds, it is the same.
        Assert.Equal(credited, Ended(begun, "2026-12-02").Shrank(fee, fee.OnDay(Day("2026-12-11"))!).Bill("2026-12-31")[^1]);

        Subscription Ended(Subscription subscription, string ordered) =>
            Changed(SubscriptionOrders.Cancel(subscription, false, At(ends), At(ordered), credit: credit));
    }

    [Theory]
    //          old plan's penalty          new plan's term  penalty
    [InlineData(EarlyEnd.Fixed, 0, "50")]
    [InlineData(EarlyEnd.Fixed, 9, "50")] // ends on December 15, not on January 1
    [InlineData(EarlyEnd.Fixed, 10, "0")] // binds longer: it takes the old one's place
    [InlineData(EarlyEnd.RemainingFees, 0, "270")]
    [InlineData(EarlyEnd.DiscountsGiven, 0, "7.35484")] // 10 % off two months and 14 days
    public void Another_plan_that_binds_less_long_costs_the_old_ones_penalty(EarlyEnd penalty, int months, string amount)
    {
        var old = Year with { EarlyEnd = penalty, PenaltyAmount = 50, Discounts = penalty is EarlyEnd.DiscountsGiven ? [new(6, 10)] : [] };
        var other = Monthly with { Name = "Free", Fee = 1, MinimumTermMonths = months };

        Assert.Equal(Amount(amount), Penalties(old.On("2026-01-01").Change(other, "2026-03-15")));
        Assert.Equal(Amount(amount), Penalties(old.On("2026-01-01").Change(other, "2026-03-15").Cancel("2026-03-16")));
        Assert.Equal(0, Penalties(old.On("2026-01-01").Change(other, "2027-01-01T00:00:00", decided: "2026-03-15")));
        Assert.Equal(0, Penalties(Changed(SubscriptionOrders.ChangePlan(
            old.On("2026-01-01"), 2, other, 1, null, At("2026-03-15"), At("2026-03-15"), isPenaltyWaived: true))));
        Assert.Equal(0, Penalties(Changed(SubscriptionOrders.ChangePlan(old.On("2026-01-01"), 1, old, 2, null, At("2026-03-15"), At("2026-03-15")))));
    }

    [Fact]
    public void What_was_charged_and_the_penalty_are_the_whole_term_whatever_the_day_and_the_model() =>
        Gen.Select(
            Gen.Int[1, 7].Select(number => (PeriodKind)number), Gen.Int[1, 3], Gen.Int[1, 3].Select(number => (ChargeModel)number), Gen.Int[0, 40],
            Gen.Int[1, 14], Gen.Int[0, 500], Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((kind, count, model, trial, months, first, end, decided) =>
        {
            var terms = Year with
            {
                Fee = 29.99m,
                Cycle = new(kind, count),
                Model = model,
                TrialDays = trial,
                MinimumTermMonths = months,
                ProratesFirst = first % 2 == 0,
                Discounts = [new(2, 33)],
            };
            var begins = new LocalDate(2024, 1, 1).PlusDays(first);
            var termEnd = begins.PlusDays(trial).PlusMonths(months);
            var endsOn = begins.PlusDays(end % Period.DaysBetween(begins, termEnd));
            var begun = terms.On(Iso(begins));
            var noon = begun.Cancel(Iso(endsOn), decided: Iso(begins.PlusDays(decided % (Period.DaysBetween(begins, endsOn) + 1))));
            var midnight = endsOn > begins ? begun.Cancel(Iso(endsOn) + "T00:00:00", decided: Iso(begins)) : noon;
            var whole = Sum(begun.Cancel(Iso(termEnd) + "T00:00:00", decided: Iso(begins)));

            return Same(Sum(noon)) && Same(Sum(midnight));

            bool Same(decimal sum) => decimal.Abs(sum - whole) <= 0.00004m;

            decimal Sum(Subscription subscription) => Charges.Due(subscription, Instant.MinValue, At(Iso(termEnd.PlusMonths(40)))).Sum(charge => charge.Amount);
        });

    private static decimal Penalties(Subscription subscription) =>
        Charges.Due(subscription, Instant.MinValue, At("2028-01-01")).Where(one => one.Kind is ChargeKind.Penalty).Sum(one => one.Amount);

    private static decimal Amount(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);
}
