using Billing.Core.Subscriptions;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

/// <summary>An end that had cut a fee gives way to another order: the days that were used cost what that says.</summary>
public sealed class OvertakenEndTests
{
    private static readonly SubscriptionTerms Pro = Monthly with { Name = "Pro", Fee = 60 };

    // All of June was to be given back, so nothing was charged of it by now.
    private static readonly Subscription NothingOfJune =
        Ended(Monthly.On("2026-05-01"), "2026-06-11", "2026-05-20", EndCredit.Full) with { ChargedThrough = At("2026-06-05") };

    [Theory]
    //          ends,       credit,           its charges
    [InlineData("2026-06-11", EndCredit.Days, "06-05 fee.2 10 (06-01..06-11)")]
    [InlineData("2026-06-11", EndCredit.AsPlan, "06-05 fee.2 10 (06-01..06-11)")]
    [InlineData("2026-06-11", EndCredit.None, "06-05 fee.2 30 (06-01..06-11)")]
    [InlineData("2026-06-11", EndCredit.Full)]
    [InlineData("2026-06-08", EndCredit.Days, "06-05 fee.2 7 (06-01..06-08)")]
    [InlineData("2026-06-05", EndCredit.AsPlan, "06-05 fee.2 4 (06-01..06-05)")]
    [InlineData("2026-06-03", EndCredit.AsPlan, "06-05 fee.2 30 (06-01..07-01)", "06-05 credit.2 -28 (06-03..07-01)")]
    [InlineData("2026-06-03", EndCredit.None, "06-05 fee.2 30 (06-01..07-01)")]
    [InlineData("2026-06-01", EndCredit.AsPlan)]
    public void Days_that_a_full_credit_had_left_free_are_charged_as_the_order_says_that_takes_its_place(
        string ends, EndCredit credit, params string[] charges)
    {
        var after = Ended(NothingOfJune, ends, "2026-06-05", credit);

        Assert.Equal(["05-01 fee.1 30 (05-01..06-01)", .. charges], after.Bill("2026-08-31"));
        Assert.Equal(
            charges.Length, Charges.Due(after, after.ChargedThrough, At("2026-08-31")).Length); // none of them is left behind as charged already
    }

    [Fact]
    public void So_they_are_by_a_change_and_a_suspension()
    {
        var now = At("2026-06-05");
        var waived = NothingOfJune with { Segments = [NothingOfJune.Segments[0] with { Terms = Monthly with { IsWaivedWhileSuspended = true } }] };
        string[] before = ["05-01 fee.1 30 (05-01..06-01)"];
        var changing = Changed(SubscriptionOrders.ChangePlan(
            Monthly.On("2026-05-01"), 2, Pro, 1, null, At("2026-06-11"), At("2026-05-20"), periods: new(EndCredit.Full))) with
        { ChargedThrough = now };

        Assert.Equal(
            [.. before, "06-05 fee.2 7 (06-01..06-08)", "06-08 fee.3 46 (06-08..07-01)"],
            Changed(SubscriptionOrders.ChangePlan(changing, 3, Pro, 1, null, At("2026-06-08"), now)).Bill("2026-06-30"));
        Assert.Equal(
            [.. before, "06-05 fee.2 7 (06-01..06-08)"],
            Changed(SubscriptionOrders.Cancel(changing, false, At("2026-06-08"), now)).Bill("2026-06-30"));
        Assert.Equal([.. before, "06-05 fee.2 4 (06-01..06-05)"], SubscriptionOrders.Suspend(waived, true, now).Bill("2026-06-30"));
    }

    [Fact]
    public void All_of_a_fee_is_given_back_that_an_end_which_was_withdrawn_had_cut_in_two()
    {
        var cut = Ended(Monthly.On("2026-05-01"), "2026-06-11", "2026-05-20", EndCredit.AsPlan) with { ChargedThrough = At("2026-06-05") };
        var on = Changed(SubscriptionOrders.Withdraw(cut, At("2026-06-05")));
        string[] before = ["05-01 fee.1 30 (05-01..06-01)", "06-01 fee.1 10 (06-01..06-11)"];

        Assert.Equal(
            [.. before, "06-11 fee.2 20 (06-11..07-01)", "06-15 credit.2 -20 (06-11..07-01)", "06-15 credit.1 -10 (06-01..06-11)"],
            Ended(on with { ChargedThrough = At("2026-06-15") }, "2026-06-15", "2026-06-15", EndCredit.Full).Bill("2026-08-31"));
        Assert.Equal([.. before, "06-15 credit.1 -10 (06-01..06-11)"], Ended(on, "2026-06-15", "2026-06-08", EndCredit.Full).Bill("2026-08-31"));
        Assert.Equal(
            [.. before, "06-11 fee.2 20 (06-11..07-01)", "07-01 fee.2 30 (07-01..08-01)", "07-15 credit.2 -30 (07-01..08-01)"],
            Ended(on with { ChargedThrough = At("2026-07-15") }, "2026-07-15", "2026-07-15", EndCredit.Full).Bill("2026-08-31"));
    }

    [Fact]
    public void The_days_that_an_end_had_cut_off_are_charged_as_it_ends_where_nothing_is_to_be_credited()
    {
        var cut = Ended(Monthly.On("2026-05-01"), "2026-06-21", "2026-05-20", EndCredit.Days) with { ChargedThrough = At("2026-06-05") };
        string[] before = ["05-01 fee.1 30 (05-01..06-01)", "06-01 fee.1 20 (06-01..06-21)"];

        Assert.Equal([.. before, "06-21 rest.1 10 (06-21..07-01)"], Ended(cut, "2026-06-21", "2026-06-05", EndCredit.None).Bill("2026-08-31"));
        Assert.Equal([.. before, "06-11 rest.1 10 (06-21..07-01)"], Ended(cut, "2026-06-11", "2026-06-05", EndCredit.None).Bill("2026-08-31"));
        Assert.Equal([.. before, "06-05 rest.1 10 (06-21..07-01)"], Ended(cut, "2026-06-03", "2026-06-05", EndCredit.None).Bill("2026-08-31"));
        Assert.Equal(before, Ended(cut, "2026-06-21", "2026-06-05", EndCredit.AsPlan).Bill("2026-08-31"));

        // Of a fee for which there never were funds no more is owed.
        var unpaid = cut with { Unfunded = [Charges.Due(cut, Instant.MinValue, cut.ChargedThrough)[^1]] };
        Assert.Equal(before, Ended(unpaid, "2026-06-21", "2026-06-05", EndCredit.None).Bill("2026-08-31"));
    }

    [Fact]
    public void Later_on_the_very_day_to_which_a_fee_was_cut_or_a_change_was_to_come_the_end_is_that_of_what_runs_until_then()
    {
        var cut = Ended(Monthly.On("2026-05-01"), "2026-06-11", "2026-05-20", EndCredit.Days) with { ChargedThrough = At("2026-06-05") };
        var on = Changed(SubscriptionOrders.Withdraw(cut, At("2026-06-05")));
        var whole = Monthly with { ProratesLast = false };
        string[] before = ["05-01 fee.1 30 (05-01..06-01)", "06-01 fee.1 10 (06-01..06-11)"];

        Assert.Equal([.. before, "06-11 rest.1 20 (06-11..07-01)"], Ended(on, "2026-06-11T00:00:00", "2026-06-08", EndCredit.None).Bill("2026-08-31"));
        Assert.Equal([.. before, "06-11 rest.1 20 (06-11..07-01)"], Ended(on, "2026-06-11", "2026-06-08", EndCredit.None).Bill("2026-08-31"));
        Assert.Equal([.. before, "06-11 credit.1 -10 (06-01..06-11)"], Ended(on, "2026-06-11", "2026-06-08", EndCredit.Full).Bill("2026-08-31"));
        Assert.Equal(before, Ended(on, "2026-06-11", "2026-06-08", EndCredit.AsPlan).Bill("2026-08-31"));
        Assert.Equal(
            [.. before, "06-11 rest.1 20 (06-11..07-01)", "06-11 fee.2 40 (06-11..07-01)"],
            Changed(SubscriptionOrders.ChangePlan(on, 3, Pro, 1, null, At("2026-06-11"), At("2026-06-08"), periods: new(EndCredit.None))).Bill("2026-06-30"));
        Assert.Equal(
            ["06-01 fee.1 30 (06-01..07-01)"],
            whole.On("2026-06-01").Change(Pro with { ProratesLast = false }, "2026-06-11T00:00:00", "2026-06-05").Cancel("2026-06-11", "2026-06-08").Bill("2026-08-31"));
    }

    [Fact]
    public void An_end_or_change_on_the_very_first_day_over_another_one_for_that_day_costs_a_first_and_last_period_that_are_charged_whole()
    {
        var whole = Monthly with { Fee = 31, ProratesFirst = false, ProratesLast = false };
        var noon = At("2026-07-10T13:00:00");
        var ending = whole.On("2026-07-10").Cancel("2026-07-10T18:00:00", "2026-07-05") with { ChargedThrough = noon };
        var changing = whole.On("2026-07-10").Change(Pro, "2026-07-10T18:00:00", "2026-07-05") with { ChargedThrough = noon };
        string[] all = ["07-10 rest.1 31 (07-10..08-01)"];

        Assert.Equal(["07-10 fee.1 31 (07-10..08-01)"], whole.On("2026-07-10").Cancel("2026-07-10T14:00:00").Bill("2026-08-31"));
        Assert.Equal(all, ending.Cancel("2026-07-10T14:00:00").Bill("2026-08-31"));
        Assert.Equal(all, changing.Cancel("2026-07-10T14:00:00").Bill("2026-08-31"));
        Assert.Equal(
            all,
            Changed(SubscriptionOrders.ChangePlan(
                changing, 3, Pro, 1, null, At("2026-07-10T14:00:00"), At("2026-07-10T14:00:00"), periods: new(EndCredit.None))).Bill("2026-07-31")[..1]);
    }

    [Fact]
    public void All_of_a_fee_that_was_cut_in_two_is_given_back_that_went_on_after_a_suspension()
    {
        var cut = Ended((Monthly with { IsWaivedWhileSuspended = true }).On("2026-05-01"), "2026-06-21", "2026-05-20", EndCredit.Days);
        var on = Changed(SubscriptionOrders.Withdraw(cut with { ChargedThrough = At("2026-06-05") }, At("2026-06-05")));
        var again = SubscriptionOrders.Suspend(SubscriptionOrders.Suspend(on, true, At("2026-06-08")), false, At("2026-06-11"));

        Assert.Equal(
            [
                "05-01 fee.1 30 (05-01..06-01)", "06-01 fee.1 20 (06-01..06-21)", "06-08 credit.1 -13 (06-08..06-21)",
                "06-11 fee.2 10 (06-11..06-21)", "06-21 fee.3 10 (06-21..07-01)", "06-25 credit.3 -10 (06-21..07-01)", "06-25 credit.2 -10 (06-11..06-21)",
            ],
            Ended(again, "2026-06-25", "2026-06-25", EndCredit.Full).Bill("2026-08-31"));
    }

    [Fact]
    public void A_period_on_whose_first_day_an_end_was_to_come_was_not_charged_though_a_last_one_is_charged_whole()
    {
        var whole = Monthly with { ProratesLast = false, IsWaivedWhileSuspended = true };
        var charged = Ended(whole.On("2026-05-01"), "2026-06-01", "2026-05-20", EndCredit.AsPlan) with { ChargedThrough = At("2026-06-01T08:00:00") };
        string[] before = ["05-01 fee.1 30 (05-01..06-01)"];

        Assert.Equal(before, charged.Bill("2026-08-31"));
        Assert.Equal(
            [.. before, "06-01 fee.2 30 (06-01..07-01)"], Changed(SubscriptionOrders.Withdraw(charged, At("2026-06-01T08:00:00"))).Bill("2026-06-30"));
        Assert.Equal(before, SubscriptionOrders.Suspend(charged, true, At("2026-06-01T08:00:00")).Bill("2026-06-30"));
    }

    [Theory]
    //          credit,       ends,       its charges
    [InlineData(EndCredit.Full, null, "11-15 fee.2 30 (11-10..12-01)")]
    [InlineData(EndCredit.Full, "2026-11-25", "11-15 fee.2 30 (11-10..12-01)", "11-25 credit.2 -6 (11-25..12-01)")]
    [InlineData(EndCredit.Days, null, "11-10 fee.1 19 (11-10..11-20)", "11-20 fee.2 11 (11-20..12-01)")]
    public void A_first_period_is_charged_whole_though_an_end_that_was_withdrawn_was_to_give_all_of_it_back(
        EndCredit credit, string? ends, params string[] charges)
    {
        var begun = SubscriptionOrders.Create(
            new() { SubscriptionId = 7, Zone = Zone }, 1, Monthly with { ProratesFirst = false }, 1, null, At("2026-11-10"));
        var cut = Ended(begun, "2026-11-20", "2026-11-02", credit) with { ChargedThrough = At("2026-11-15") };
        var on = Changed(SubscriptionOrders.Withdraw(cut, At("2026-11-15")));

        Assert.Equal(charges, (ends is null ? on : on.Cancel(ends)).Bill("2026-11-30"));
    }

    // Whatever was said first.
    [Fact]
    public void The_sum_is_that_of_the_last_order() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[1, 60], Gen.Int[1, 40], Gen.Int[-10, 40], Gen.Int[0, 3], Gen.Int[0, 3])
            .Sample((first, wait, length, other, said, says) =>
            {
                var begins = new LocalDate(2026, 1, 1).PlusDays(first);
                var (ordered, now) = (begins.PlusDays(3), begins.PlusDays(3 + wait));
                var (then, at) = (now.PlusDays(length), now.PlusDays(int.Min(other, length)));
                var plain = (Monthly with { Fee = 29.99m }).On(Iso(begins));
                var charged = Ended(plain, Iso(then), Iso(ordered), (EndCredit)said) with { ChargedThrough = At(Iso(now)) };
                var made = Charges.Due(charged, Instant.MinValue, charged.ChargedThrough);

                if (SubscriptionOrders.Cancel(charged, false, At(Iso(at)), At(Iso(now)), isBackdated: true, credit: (EndCredit)says)
                    is not SubscriptionOutcome.Changed(var after))
                {
                    return other < 0; // in an earlier period
                }

                var keys = made.Select(one => one.Key).ToHashSet();
                var all = Charges.Due(after, Instant.MinValue, At(Iso(now.PlusDays(400))));
                var sum = made.Sum(one => one.Amount) + all.Where(one => !keys.Contains(one.Key)).Sum(one => one.Amount);
                var expected = Ended(plain, Iso(at), Iso(LocalDate.Min(at, now)), (EndCredit)says);

                return all.Select(one => one.Key).Distinct().Count() == all.Length
                    && decimal.Abs(sum - Charges.Due(expected, Instant.MinValue, At(Iso(now.PlusDays(400)))).Sum(one => one.Amount)) <= 0.00004m;
            });

    private static Subscription Ended(Subscription subscription, string day, string decided, EndCredit credit) =>
        Changed(SubscriptionOrders.Cancel(subscription, false, At(day), At(decided), isBackdated: true, credit: credit));

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);
}
