using System.Collections.Immutable;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Decides what is posted so that usage costs what it should. Pure; that it is done once is the caller's business.</summary>
/// <remarks>
/// <para>No record and no entry changes: a correction is a new entry that names the record. What is asked for is the cost that a
/// record should have, and what is posted is the difference to the cost that it has, corrections so far included: the same asked
/// twice is nothing the second time.</para>
/// <para>Money comes back to where it was taken from, promotional money first; promotional money that has expired meanwhile comes
/// back and expires at once. More is taken as any money is, promotions first, and may go below the limit: a correction says what
/// is true. Spending limits count the difference in the period in which the record was made, and less of a call over its beginning: all that
/// is given back of it is no more than the call's price since then, and no more than that is counted again.</para>
/// </remarks>
public static class Corrections
{
    /// <summary>Makes one record cost the target.</summary>
    /// <param name="session">Ended; null when its row is no more: then limits are not told.</param>
    /// <param name="target">In the balance's currency, to 5 decimals, signed as a record's amount.</param>
    /// <returns>Without an entry when it costs that already.</returns>
    public static Posting Correct(
        Balance balance, RecordEntries record, Session? session, decimal target, string? note, Operation operation)
    {
        var (after, entries) = Promotions.Renew(balance, operation.RecordedAt);
        (after, var posted) = Post(after, record, session, target, note, operation);

        return Made(balance, after, entries.AddRange(posted), operation with
        {
            SessionId = record.SessionId,
            Correction = new(record.Part, target, []),
        });
    }

    /// <summary>Takes back what a whole session cost: all of its money, and what allowances and discounts had of it.</summary>
    /// <remarks>As <see cref="Operations.Refund"/> does with an event. An entry for each record that costs anything.</remarks>
    /// <param name="records">All of the session's, the oldest first.</param>
    /// <param name="session">Ended; null when its row is no more, and so had no allowance: then money alone comes back.</param>
    public static Posting Revert(
        Balance balance, IEnumerable<RecordEntries> records, Session? session, string? note, Operation operation)
    {
        var (after, entries) = Promotions.Renew(balance, operation.RecordedAt);
        var given = ImmutableArray<AllowanceDraw>.Empty;

        if (session is not null)
        {
            (var funds, given) = GiveBack(after.Funds, session.Coverage);
            after = after with { Funds = funds };
        }

        Guid? sessionId = session?.Terms.SessionId;
        var countedFrom = session?.CountedFrom;

        foreach (var record in records)
        {
            if (session is not null)
            {
                var end = record.FromUnits + record.UsedUnits;
                after = after with { Funds = Allocation.Uncount(after.Funds, session, record.FromUnits, end, countedFrom!.Value) };
                countedFrom = record.SettledAt;
            }

            sessionId = record.SessionId;
            (after, var posted) = Post(after, record, session, target: 0, note, operation);
            entries = entries.AddRange(posted);
        }

        return Made(balance, after, entries, operation with
        {
            SessionId = sessionId,
            Correction = new(Correction.Whole, 0, given),
        });
    }

    // What is not among the funds any more is worth nothing to anybody.
    private static (Funds, ImmutableArray<AllowanceDraw>) GiveBack(Funds funds, Coverage coverage)
    {
        ImmutableArray<AllowanceDraw> given =
        [
            .. coverage.Spans
                .Where(span => span.AllowanceId is not null)
                .Select(span => new AllowanceDraw(span.AllowanceId!.Value, span.Units * span.Weight))
                .Concat(coverage.Draws)
                .GroupBy(draw => draw.AllowanceId)
                .Where(group => funds.Allowances.Any(one => one.AllowanceId == group.Key))
                .Select(group => new AllowanceDraw(group.Key, group.Sum(draw => draw.Amount))),
        ];

        foreach (var draw in given)
        {
            funds = funds.Take(draw.AllowanceId, -draw.Amount);
        }

        return (funds, given);
    }

    private static (Balance, ImmutableArray<LedgerEntry>) Post(
        Balance balance, RecordEntries record, Session? session, decimal target, string? note, Operation operation)
    {
        var (now, back) = (operation.RecordedAt, record.Cost - target);

        if (back == 0)
        {
            return (balance, []);
        }

        if (session is not null)
        {
            balance = balance with
            {
                Funds = Recount(balance.Funds, session, record, back),
            };
        }

        if (back < 0)
        {
            (balance, var taken) = Ledger.Post(balance, back, LedgerReason.Correction, now);

            return (balance, [Named(taken)]);
        }

        var (promotions, funds) = Operations.GiveBack(balance.Funds, record.Promotions, 0, back);
        (balance, var entry) = Ledger.Post(balance with { Funds = funds }, back, LedgerReason.Correction, now, promotions);
        (balance, var gone) = Operations.TakeGone(balance, promotions, now);
        (balance, var expired) = Promotions.Renew(balance, now);

        return (balance, [Named(entry), .. gone, .. expired]);

        LedgerEntry Named(LedgerEntry made) => made with
        {
            SessionId = record.SessionId,
            Part = record.Part,
            OperationId = operation.OperationId,
            Note = note,
        };
    }

    // A call that went on over a period's border was counted on both sides of it, as it was reported. What is given back in turn comes off
    // as if it were given back at once.
    private static Funds Recount(Funds funds, Session session, RecordEntries record, decimal back)
    {
        var before = record.Corrected;

        foreach (var limit in funds.Limits.Where(limit => limit.AccountId is null || limit.AccountId == session.Terms.AccountId))
        {
            var start = Usage.StartOf(limit, session.Terms, record.SettledAt);
            var most = SpentSince(session, record, start);
            var off = decimal.Min(before + back, most) - decimal.Min(before, most);

            funds = off > 0 ? funds.Reduce(Usage.KeyOf(limit), start, off) : Usage.SpendMore(funds, limit, start, -off);
        }

        return funds;
    }

    // The most that it can have spent of a record since an instant. Octets have no time of their own, and of a gateway that does not come
    // back all of a call is heard at its end.
    private static decimal SpentSince(Session session, RecordEntries record, Instant since)
    {
        if (session is not { Terms: { Unit: Unit.Second, SliceUnits: not null, Rate: { Direction: RateDirection.Charge } rate }, StartedAt: { } began }
            || began >= since)
        {
            return decimal.MaxValue;
        }

        var end = record.FromUnits + record.UsedUnits;
        var border = long.Clamp((since - began).BclCompatibleTicks / NodaConstants.TicksPerSecond, record.FromUnits, end);

        return Pricing.Amount(rate, end, session.Clock, session.Coverage) - Pricing.Amount(rate, border, session.Clock, session.Coverage);
    }

    private static Posting Made(Balance before, Balance after, ImmutableArray<LedgerEntry> entries, Operation operation)
    {
        var own = entries.Where(entry => entry.Reason is LedgerReason.Correction).ToArray();

        return Operations.Made(before, after, entries, null, operation) with
        {
            Operation = operation with { Sequence = own.FirstOrDefault()?.Sequence, Amount = own.Sum(entry => entry.Amount) },
        };
    }
}
