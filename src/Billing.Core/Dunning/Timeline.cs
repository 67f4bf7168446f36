using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Core.Dunning;

/// <summary>What dunning does next, and when.</summary>
public abstract record DunningMove
{
    private DunningMove()
    {
    }

    /// <param name="On">The day on which it is due.</param>
    /// <param name="Number">How many were done before it.</param>
    public sealed record Act(LocalDate On, int Number, DunningStep Step, DunningState After) : DunningMove
    {
        /// <summary>No step has a lower <see cref="Place"/>: lower numbers are of how many steps were done.</summary>
        public const int LeastPlace = MostOfDay;

        private const int MostOfDay = 1000;

        /// <summary>
        /// Which step it is: its days and which one of them, in one number of 1001 or more. With the day that the payer is overdue since it is
        /// the step's key, also where others were passed by that are done another time, for more is overdue then.
        /// </summary>
        public int Place => Step.Days * MostOfDay + int.Min(After.Reached?.Steps ?? 1, MostOfDay - 1);
    }

    /// <summary>Nothing is overdue any more: limits and suspensions end, at once.</summary>
    /// <param name="Fee">For the reactivation; zero: none.</param>
    public sealed record Lift(decimal Fee, DunningState After) : DunningMove;
}

/// <summary>Follows the timeline of a payer who has not paid.</summary>
/// <remarks>
/// The days are counted from the due date of the oldest invoice that is not paid, whatever steps were done before: who pays the
/// oldest one has the days of the next. Steps that were done stay done until nothing is overdue; then all of it ends at once, and
/// begins anew with the next invoice. A delay moves steps to its day, not beyond. When the customer's class changes, or its steps do,
/// it goes on with the first step of a later day than the last one that was done; what is in force stays. What is done late is not all
/// done at once: after a step that takes something away those of later days wait for the next day, see <see cref="Done"/>.
/// </remarks>
public static class Timeline
{
    private const int Decimals = 5;

    /// <param name="oldestDueOn">The due date of the oldest invoice that is not paid and past it; null: none is overdue.</param>
    /// <param name="open">What is open of each invoice, and when it is due: a step that waits for an amount, or for so many invoices, comes on the day on which that is overdue.</param>
    /// <returns>Null when there is nothing more to do unless somebody pays, or more is overdue.</returns>
    public static DunningMove? Next(DunningPolicy policy, DunningState state, LocalDate? oldestDueOn, IEnumerable<(LocalDate DueOn, decimal Open)>? open = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(state);

        // What is in force without anything overdue is left of who had paid after a termination before that was lifted too.
        if (state is { Since: null, Level: not null })
        {
            return new DunningMove.Lift(0, DunningState.Clear with { DelayedUntil = state.DelayedUntil });
        }

        if (oldestDueOn is not { } oldest)
        {
            return state.Since is null
                ? null
                : new DunningMove.Lift(state.Level is DunningAction.Suspend ? policy.ReactivationFee : 0, DunningState.Clear);
        }

        var place = state.Reached is { } reached
            ? policy.Steps.Count(one => one.Days < reached.Days) + int.Min(reached.Steps, policy.Steps.Count(one => one.Days == reached.Days))
            : state.Done;

        // Without amounts to wait for the first one that is left; a step for which there was too little by then is passed by.
        var next = policy.Steps.Select((one, i) => new { Step = one, Index = i, On = OnOf(one, oldest, open) })
            .Skip(place).Where(one => one.On is not null).MinBy(one => one.On);

        if (next is null)
        {
            return null;
        }

        var (step, index, on) = (next.Step, next.Index, next.On!.Value);
        var level = step.Action is DunningAction.Limit or DunningAction.Suspend or DunningAction.Terminate && !(state.Level > step.Action) ? step.Action : state.Level;

        return new DunningMove.Act(
            Later(Later(on, state.DelayedUntil), state.NotBefore),
            state.Done,
            step,
            state with
            {
                Since = state.Since ?? oldest,
                Done = state.Done + 1,
                Level = level,
                Reached = new(step.Days, policy.Steps.Take(index + 1).Count(one => one.Days == step.Days)),
            });
    }

    /// <summary>How far dunning has come when a step was done on a day, however long after its own.</summary>
    /// <remarks>
    /// An invoice that is open again, for money was given back, or billing that stood still, has steps of weeks to do: who is limited
    /// has a day until he is suspended, and another one until all of it ends.
    /// </remarks>
    public static DunningState Done(
        DunningPolicy policy, DunningMove.Act act, LocalDate oldestDueOn, LocalDate today, IEnumerable<(LocalDate DueOn, decimal Open)>? open = null)
    {
        ArgumentNullException.ThrowIfNull(act);

        return act.Step.Action >= DunningAction.Limit
            && Next(policy, act.After, oldestDueOn, open) is DunningMove.Act next && next.Step.Days > act.Step.Days && next.On <= today
            ? act.After with { NotBefore = today.PlusDays(1) }
            : act.After;
    }

    private static LocalDate Later(LocalDate day, LocalDate? other) => other is { } later ? LocalDate.Max(day, later) : day;

    // The day on which both are so. Null: what is open does not come to so much, or is of fewer invoices.
    private static LocalDate? OnOf(DunningStep step, LocalDate oldest, IEnumerable<(LocalDate DueOn, decimal Open)>? open)
    {
        var on = oldest.PlusDays(step.Days);

        if (step is { Least: <= 0, Invoices: <= 1 })
        {
            return on;
        }

        var (sum, count) = (0m, 0);

        foreach (var (dueOn, amount) in (open ?? []).OrderBy(one => one.DueOn))
        {
            (sum, count) = (sum + amount, amount > 0 ? count + 1 : count); // of what is covered by credits nothing is open

            if (sum >= step.Least && count >= step.Invoices)
            {
                return LocalDate.Max(on, dueOn.PlusDays(1));
            }
        }

        return null;
    }

    /// <summary>A late fee, to 5 decimals.</summary>
    /// <param name="overdue">What is overdue on its day.</param>
    public static decimal LateFee(DunningStep step, decimal overdue)
    {
        ArgumentNullException.ThrowIfNull(step);

        return step.Amount + (overdue * step.Percent / 100).Round(Decimals, Rounding.HalfAwayFromZero);
    }
}
