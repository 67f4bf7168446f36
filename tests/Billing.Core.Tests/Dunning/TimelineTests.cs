using Billing.Core.Dunning;
using NodaTime;

namespace Billing.Core.Tests.Dunning;

public sealed class TimelineTests
{
    private static readonly LocalDate DueOn = new(2026, 6, 16);

    private static readonly DunningPolicy Policy = new(
        [new(1, DunningAction.Remind), new(5, DunningAction.LateFee, 2, 1.5m), new(10, DunningAction.Limit), new(20, DunningAction.Suspend), new(60, DunningAction.Terminate)],
        7);

    [Fact]
    public void Steps_come_on_their_days_after_the_due_date()
    {
        var (state, days) = (DunningState.Clear, new List<string>());

        while (Timeline.Next(Policy, state, DueOn) is DunningMove.Act act)
        {
            days.Add($"{act.On:MM-dd} {act.Step.Action} {act.After.Level}".TrimEnd());
            state = act.After;
        }

        Assert.Equal(["06-17 Remind", "06-21 LateFee", "06-26 Limit Limit", "07-06 Suspend Suspend", "08-15 Terminate Terminate"], days);
    }

    [Fact]
    public void Days_are_those_of_the_oldest_invoice_that_is_not_paid_and_steps_that_were_done_stay_done()
    {
        var begun = new DunningState(DueOn, 2, null, null);
        var act = Assert.IsType<DunningMove.Act>(Timeline.Next(Policy, begun, DueOn.PlusDays(30)));

        Assert.Equal((new LocalDate(2026, 7, 26), 2, DueOn), (act.On, act.Number, act.After.Since));
    }

    [Theory]
    [InlineData(DunningAction.Limit, 0)]
    [InlineData(DunningAction.Suspend, 7)]
    [InlineData(DunningAction.Terminate, 0)]
    public void When_nothing_is_overdue_it_is_lifted_and_only_a_suspension_costs(DunningAction level, int fee)
    {
        var lift = Assert.IsType<DunningMove.Lift>(Timeline.Next(Policy, new(DueOn, 3, level, null), null));

        Assert.Equal((fee, DunningState.Clear), (lift.Fee, lift.After));
    }

    // Of before what was lifted left no termination in force.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_in_force_with_nothing_overdue_is_lifted_before_anything_else(bool isOverdue) => Assert.Equal(
        new DunningMove.Lift(0, DunningState.Clear), Timeline.Next(Policy, new(null, 0, DunningAction.Terminate, null), isOverdue ? DueOn : null));

    [Theory]
    //          done today  the days of its steps
    [InlineData("06-17", "1")]
    [InlineData("09-01", "1 5 10, 20, 60")]
    [InlineData("06-26", "1 5 10")]
    public void Of_what_takes_something_away_one_step_a_day_is_done_however_late(string today, string days)
    {
        var (day, state, done) = (new LocalDate(2026, int.Parse(today[..2], null), int.Parse(today[3..], null)), DunningState.Clear, new List<string>());

        while (Timeline.Next(Policy, state, DueOn) is DunningMove.Act act && (done.Count == 0 || act.On <= day))
        {
            done.Add($"{act.Step.Days}");
            state = Timeline.Done(Policy, act, DueOn, day);

            Assert.Null(state.DelayedUntil); // nobody put it off

            if (state.NotBefore is { } next && next > day)
            {
                (day, done[^1]) = (next, done[^1] + ",");
            }
        }

        Assert.Equal(days, string.Join(' ', done));
    }

    [Fact]
    public void Steps_of_one_day_are_done_on_one_day()
    {
        var policy = new DunningPolicy([new(10, DunningAction.Suspend), new(10, DunningAction.Remind)], 0);
        var act = Assert.IsType<DunningMove.Act>(Timeline.Next(policy, DunningState.Clear, DueOn));

        Assert.Null(Timeline.Done(policy, act, DueOn, DueOn.PlusDays(40)).NotBefore);
    }

    [Theory]
    //          least   invoices, what is open, and how many days after the first day:   on which day
    [InlineData(0, 2, "10", null)]
    [InlineData(0, 2, "10 10:5", "10")]
    [InlineData(0, 2, "10 10:20", "21")]
    [InlineData(0, 3, "10 10:20 1:30", "31")]
    [InlineData(0, 3, "10 0:20 1:30", null)] // nothing is open of what credits cover
    [InlineData(25, 2, "10 10:20 10:30", "31")] // as much, and of as many
    [InlineData(15, 3, "10 10:20 10:30", "31")]
    [InlineData(15, 1, "10 10:20 10:30", "21")]
    public void A_step_that_waits_for_a_number_of_invoices_comes_on_the_day_on_which_so_many_are_overdue(int least, int invoices, string open, string? days)
    {
        var policy = new DunningPolicy([new(10, DunningAction.Suspend, Least: least, Invoices: invoices)], 0);
        var all = open.Split(' ').Select(one => one.Split(':'))
            .Select(one => (DueOn.PlusDays(one.Length > 1 ? int.Parse(one[1], null) : 0), decimal.Parse(one[0], null)));

        Assert.Equal(
            days is null ? null : DueOn.PlusDays(int.Parse(days, null)),
            (Timeline.Next(policy, DunningState.Clear, DueOn, all) as DunningMove.Act)?.On);
    }

    [Fact]
    public void A_delay_holds_steps_back_until_its_day()
    {
        var act = Assert.IsType<DunningMove.Act>(Timeline.Next(Policy, DunningState.Clear with { DelayedUntil = new(2026, 7, 1) }, DueOn));

        Assert.Equal(new(2026, 7, 1), act.On);
        Assert.Equal(new(2026, 7, 6), Assert.IsType<DunningMove.Act>(Timeline.Next(Policy, act.After with { Done = 3, Reached = new(10, 1) }, DueOn)).On);
    }

    // Reminded and limited by one class, the customer is of another one then.
    [Theory]
    //          steps of the new class       next
    [InlineData("1 3 12 30", "06-28 12")]
    [InlineData("10 20", "07-06 20")]
    [InlineData("10 10 20", "06-26 10")]
    [InlineData("2", null)]
    [InlineData("", null)]
    public void Steps_of_another_class_go_on_after_the_days_that_were_reached(string days, string? next)
    {
        var done = DunningState.Clear;

        for (var i = 0; i < 3; i++)
        {
            done = Assert.IsType<DunningMove.Act>(Timeline.Next(Policy, done, DueOn)).After;
        }

        var other = new DunningPolicy([.. days.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(day => new DunningStep(int.Parse(day, null), DunningAction.Remind))], 0);
        var act = (DunningMove.Act?)Timeline.Next(other, done, DueOn);

        Assert.Equal(next, act is null ? null : $"{act.On:MM-dd} {act.Step.Days}");
        Assert.Equal(next is null ? null : (int?)3, act?.Number); // no number comes twice, whatever the class
        Assert.Equal(next is null ? null : (DunningAction?)DunningAction.Limit, act?.After.Level);
    }

    [Fact]
    public void A_limit_after_a_suspension_lets_nobody_go_on() => Assert.Equal(
        DunningAction.Suspend,
        Assert.IsType<DunningMove.Act>(Timeline.Next(Policy, DunningState.Clear with { Since = DueOn, Done = 2, Level = DunningAction.Suspend }, DueOn)).After.Level);

    [Fact]
    public void Who_owes_nothing_and_never_did_is_left_alone() => Assert.Null(Timeline.Next(Policy, DunningState.Clear, null));

    [Fact]
    public void A_late_fee_is_an_amount_and_a_share_of_what_is_overdue() => Assert.Equal(3.5m, Timeline.LateFee(Policy.Steps[1], 100));
}
