using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Decides what somebody outside asks to be done to a balance. Pure; that it is done once is the caller's business.</summary>
public static class Operations
{
    /// <summary>Posts money: a top-up, or a correction either way.</summary>
    /// <param name="amount">Signed; taking may go below the limit, for a correction says what is true.</param>
    public static Posting Post(Balance balance, LedgerReason reason, decimal amount, string? note, Operation operation)
    {
        var (renewed, entries) = Promotions.Renew(balance, operation.RecordedAt);
        (renewed, var entry) = Ledger.Post(renewed, amount, reason, operation.RecordedAt);

        return Made(balance, renewed, entries, entry with { Note = note }, operation);
    }

    /// <summary>Gives an allowance; of promotional money an entry is made as well, since it is in the posted balance.</summary>
    /// <param name="allowance">Without a number.</param>
    public static Posting Give(Balance balance, Allowance allowance, string? note, Operation operation)
    {
        var (renewed, entries) = Promotions.Renew(balance, operation.RecordedAt);
        var given = allowance with { AllowanceId = renewed.Funds.LastAllowanceId + 1 };
        renewed = renewed with { Funds = renewed.Funds.With(given) };

        if (given.Kind is not AllowanceKind.Promotion)
        {
            return Made(balance, renewed, entries, null, operation);
        }

        (renewed, var entry) = Ledger.Post(
            renewed, given.Initial, LedgerReason.Promotion, operation.RecordedAt, [new(given.AllowanceId, given.Initial)]);

        return Made(balance, renewed, entries, entry with { Note = note }, operation);
    }

    /// <summary>Charges an event at once: a message, a title, a one-off. It is a session that ends as it begins.</summary>
    /// <param name="session">New, on the terms of the event, without a slice.</param>
    /// <returns>Refused when not all of it fits the funds: an event is never charged in part.</returns>
    public static AuthorizeOutcome Charge(Balance balance, Session session, long units, Operation operation)
    {
        var now = operation.RecordedAt;
        var terms = session.Terms with { SliceUnits = null, LongestUnits = units };
        var (renewed, _) = Promotions.Renew(balance, now);
        var granting = new Granting(renewed, session, session with { Terms = terms }, now);

        if (granting.Grant().GrantedUnits < units)
        {
            return granting.Refusal;
        }

        var totals = new UsageTotals(Counters(terms.Unit, units), now, now, now, SessionState.Ended, null, session.Incarnation, null, null)
        {
            Events = units,
        };
        var posting = Charging.Report(balance, session with { Terms = terms }, isNew: true, totals, now);
        var sequence = posting.Record?.LedgerSequence; // an entry of promotional money that expired is not the charge's

        return new AuthorizeOutcome.Granted(posting with
        {
            Entries = [.. posting.Entries.Select(entry => entry.Sequence == sequence ? entry with { OperationId = operation.OperationId } : entry)],
            Operation = operation with
            {
                Sequence = sequence,
                Amount = -(posting.Record?.Amount ?? 0),
                SessionId = session.Terms.SessionId,
            },
        });
    }

    /// <summary>Takes back what an event was charged: what was taken is given back in the order in which it was taken.</summary>
    /// <remarks>
    /// Allowances and reserved money come first, then promotional money, then main money. Promotional money that has expired
    /// meanwhile comes back and expires at once: it was never main money. In part, only money is given back. Spending limits
    /// count the money less, discounts the event when it is given back whole, in the periods in which they counted it.
    /// </remarks>
    /// <param name="charged">The entry of the charge; null when allowances paid all of it.</param>
    /// <param name="session">The event as it was charged; null when its row is no more: then money alone is given back.</param>
    /// <param name="refunded">What of the entry's amount was given back before.</param>
    /// <param name="amount">What to give back; null: all that is left, allowances too.</param>
    public static Posting Refund(
        Balance balance, LedgerEntry? charged, Session? session, decimal refunded, decimal? amount, Operation operation)
    {
        var now = operation.RecordedAt;
        var funds = balance.Funds;

        var coverage = amount is null && session is not null ? session.Coverage : Coverage.None;

        foreach (var span in coverage.Spans)
        {
            funds = span.AllowanceId is { } paid ? funds.Take(paid, -span.Units * span.Weight) : funds;
        }

        foreach (var draw in coverage.Draws)
        {
            funds = funds.Take(draw.AllowanceId, -draw.Amount);
        }

        var back = amount ?? -(charged?.Amount ?? 0) - refunded;

        // What somebody did not have in the end he has not used up of a discount's step, nor of his limit.
        if (session is not null)
        {
            funds = amount is null ? Allocation.Uncount(funds, session, 0, session.UsedUnits, session.CountedFrom) : funds;
            funds = Usage.Unspend(funds, session.Terms, back, session.SettledAt);
        }

        var changed = balance with { Funds = funds };

        if (charged is null || back <= 0)
        {
            return Made(balance, changed, [], null, operation);
        }

        var (promotions, after) = GiveBack(changed.Funds, charged.Promotions, refunded, back);
        (changed, var entry) = Ledger.Post(changed with { Funds = after }, back, LedgerReason.Refund, now, promotions);
        entry = entry with { SessionId = charged.SessionId, Part = charged.Part };
        (changed, var gone) = TakeGone(changed, promotions, now);
        var (expired, entries) = Promotions.Renew(changed, now);
        var posting = Made(balance, expired, [], entry, operation);

        return posting with { Entries = [.. posting.Entries, .. gone, .. entries] };
    }

    // A promotion that expired so long ago that it is not among the funds any more expires again at once.
    internal static (Balance, ImmutableArray<LedgerEntry>) TakeGone(Balance balance, ImmutableArray<AllowanceDraw> given, Instant now)
    {
        var entries = ImmutableArray<LedgerEntry>.Empty;

        foreach (var draw in given)
        {
            if (!balance.Funds.Allowances.Any(one => one.AllowanceId == draw.AllowanceId))
            {
                (balance, var entry) = Ledger.Post(
                    balance, -draw.Amount, LedgerReason.PromotionExpired, now, [draw with { Amount = -draw.Amount }]);
                entries = entries.Add(entry);
            }
        }

        return (balance, entries);
    }

    // Skips what was given back before, then gives back in the stored order.
    internal static (ImmutableArray<AllowanceDraw>, Funds) GiveBack(
        Funds funds, ImmutableArray<AllowanceDraw> taken, decimal refunded, decimal back)
    {
        var given = ImmutableArray.CreateBuilder<AllowanceDraw>();

        foreach (var draw in taken)
        {
            var skipped = decimal.Min(refunded, -draw.Amount);
            refunded -= skipped;
            var part = decimal.Min(back, -draw.Amount - skipped);

            if (part > 0)
            {
                back -= part;
                funds = funds.Take(draw.AllowanceId, -part);
                given.Add(new(draw.AllowanceId, part));
            }
        }

        return (given.ToImmutable(), funds);
    }

    internal static Posting Made(
        Balance before, Balance after, ImmutableArray<LedgerEntry> entries, LedgerEntry? entry, Operation operation)
    {
        if (entry is not null)
        {
            entries = entries.Add(entry with { OperationId = operation.OperationId });
        }

        return Changes.Posting(before, after.Moved(), null, isNew: false, entries, null) with
        {
            Operation = operation with { Sequence = entry?.Sequence, Amount = entry?.Amount ?? 0 },
        };
    }

    private static ReportedCounters Counters(Unit unit, long units) => unit switch
    {
        Unit.Byte => new(null, (uint)(units & 0xffff_ffff), (uint)(units >> 32), null, null),
        Unit.Second => new(units, null, null, null, null),
        _ => default,
    };
}
