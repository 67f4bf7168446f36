using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Core.Payers;

/// <summary>Something that billing has to do for a payer, at an instant.</summary>
public abstract record PayerStep(Instant At)
{
    /// <summary>Fees that had no funds are tried again, or lapse.</summary>
    public sealed record Retry(Instant At) : PayerStep(At);

    /// <summary>The charges of a subscription that are due at the instant are made: there may be several.</summary>
    public sealed record Charge(Subscription Subscription, Instant At) : PayerStep(At);

    /// <summary>A billing period is closed: its invoice is made.</summary>
    public sealed record Close(DateSpan Period, Instant At) : PayerStep(At);

    /// <summary>An invoice is made of what was charged, before its period is over.</summary>
    public sealed record Invoice(Instant At) : PayerStep(At);

    public sealed record Dun(DunningMove Move, Instant At) : PayerStep(At);
}

/// <summary>What is to be done for a payer, in the order of time, however late it is done.</summary>
public static class Agenda
{
    /// <summary>The earliest step, due or yet to come; null when there is none unless something happens.</summary>
    /// <remarks>
    /// Of steps at the same instant fees come before the closing, and that before dunning: a period's fee in arrears is on its
    /// own invoice. An invoice that is made as things are charged is of all that is charged by now: it waits for what is late.
    /// </remarks>
    public static PayerStep? Next(Payer payer, Instant now)
    {
        ArgumentNullException.ThrowIfNull(payer);

        PayerStep? retry = payer.RetryAt is { } at ? new PayerStep.Retry(at) : null;
        PayerStep? charge = null;

        foreach (var subscription in payer.Subscriptions)
        {
            charge = Earlier(charge, NextCharge(subscription));
        }

        var invoice = charge?.At <= now ? null : NextInvoice(payer);

        return Earlier(Earlier(Earlier(Earlier(retry, charge), invoice), payer.Class.IsClosedByRuns ? null : NextClosing(payer)), NextDunning(payer, now));
    }

    /// <summary>The billing period that is to be closed next; a first one may be partial.</summary>
    public static DateSpan OpenPeriod(Payer payer)
    {
        ArgumentNullException.ThrowIfNull(payer);

        return payer.Class.BillingCycle.At(payer.OpenFrom, payer.Anchor) with { From = payer.OpenFrom };
    }

    /// <summary>The last day to pay on of a period's invoice that is made now.</summary>
    /// <remarks>
    /// The term is counted from its date, the day after the period. Made more than a day after its closing was due, for a run was held, billing
    /// stood still or the class closes days later, it has the whole term from the day on which it is made: nobody had it before.
    /// </remarks>
    /// <param name="dueOn">By its date.</param>
    public static LocalDate DueOn(Payer payer, DateSpan period, LocalDate dueOn, Instant now)
    {
        ArgumentNullException.ThrowIfNull(payer);
        var (delay, oneDay) = (payer.Class.ClosingDelay, Duration.FromDays(1));

        return delay > oneDay || now > payer.Midnight(period.To) + delay + oneDay
            ? LocalDate.Max(dueOn, payer.DayOf(now).PlusDays(payer.Class.Invoices.PaymentTermDays))
            : dueOn;
    }

    /// <summary>When it is looked again whether credits that are on no invoice cover what is overdue: an invoice has them, or more is overdue.</summary>
    /// <param name="move">What dunning does next with those credits, which may be before that; null: nothing.</param>
    public static Instant CoveredUntil(Payer payer, Instant now, DunningMove? move = null)
    {
        ArgumentNullException.ThrowIfNull(payer);

        return payer.Unpaid.Select(invoice => payer.Midnight(invoice.DueOn.PlusDays(1))).Append(NextClosing(payer).At)
            .Append(move is DunningMove.Act act ? payer.Midnight(act.On) : now).Where(at => at > now)
            .DefaultIfEmpty(payer.Midnight(payer.DayOf(now).PlusDays(1))) // a bill run is late
            .Min();
    }

    /// <summary>What dunning does next, if anything, where so much was credited that is on no invoice yet.</summary>
    /// <remarks>That is taken off what is open, the oldest first: a step that waits for an amount is left out, and others come on their day.</remarks>
    public static DunningMove? MoveWith(Payer payer, decimal credited, Instant now)
    {
        ArgumentNullException.ThrowIfNull(payer);
        LocalDate? oldest = payer.Unpaid.IsEmpty ? null : payer.Unpaid.Min(invoice => invoice.DueOn);

        // What is not overdue yet begins a timeline, but does not keep one going.
        var overdue = payer.Dunning.Since is null || oldest < payer.DayOf(now) ? oldest : null;

        return Timeline.Next(payer.Class.Dunning, payer.Dunning, overdue, OpenWith(payer, credited));
    }

    /// <summary>What is open of each invoice, and when it is due, less what was credited and is on no invoice yet.</summary>
    public static IEnumerable<(LocalDate DueOn, decimal Open)> OpenWith(Payer payer, decimal credited)
    {
        ArgumentNullException.ThrowIfNull(payer);

        foreach (var invoice in payer.Unpaid.OrderBy(invoice => invoice.DueOn))
        {
            var less = decimal.Min(credited, invoice.Open);
            credited -= less;

            yield return (invoice.DueOn, invoice.Open - less);
        }
    }

    // The open period begins after the newest invoice: what is charged in it is on none.
    private static PayerStep.Invoice? NextInvoice(Payer payer)
    {
        if (payer.Class is not { Invoices.AreAsCharged: true, IsClosedByRuns: false })
        {
            return null;
        }

        var open = payer.Midnight(payer.OpenFrom) - Duration.Epsilon;
        var charged = payer.Subscriptions.SelectMany(one => Charges.MadeAfter(one, open, !payer.Class.Invoices.ChangesWait)).ToArray();

        return charged.Length == 0 ? null : new(charged.Min());
    }

    private static PayerStep.Close NextClosing(Payer payer)
    {
        var period = OpenPeriod(payer);

        return new(period, payer.Midnight(period.To) + payer.Class.ClosingDelay);
    }

    private static PayerStep.Charge? NextCharge(Subscription subscription) =>
        Charges.After(subscription, subscription.ChargedThrough).FirstOrDefault() is { } due ? new(subscription, due.DueAt) : null;

    private static PayerStep.Dun? NextDunning(Payer payer, Instant now) => MoveWith(payer, 0, now) switch
    {
        DunningMove.Act act => new(act, payer.CoveredUntil is { } until ? Instant.Max(until, payer.Midnight(act.On)) : payer.Midnight(act.On)),
        DunningMove.Lift lift => new(lift, now),
        _ => null,
    };

    private static PayerStep? Earlier(PayerStep? one, PayerStep? other) =>
        one is null ? other : other is null || one.At <= other.At ? one : other;
}
