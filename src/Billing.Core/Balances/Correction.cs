using System.Collections.Immutable;
using Billing.Core.Rating;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>What was asked of a session's usage: what it should cost, not what is to be posted.</summary>
/// <param name="Part">The transaction record; zero: all of the session's, which are reverted.</param>
/// <param name="Target">What it should cost, in the balance's currency, signed as a record's amount.</param>
/// <param name="Given">What allowances got back: base units by their weights, or reserved money.</param>
public sealed record Correction(int Part, decimal Target, ImmutableArray<AllowanceDraw> Given)
{
    public const int Whole = 0;
}

/// <summary>A transaction record's money: every ledger entry that names it (usage, refunds, corrections), in their order.</summary>
/// <param name="Part">1, 2, 3 … within the session.</param>
/// <param name="FromUnits">The session's cumulative usage before it, in base units.</param>
/// <param name="UsedUnits">Its own usage.</param>
/// <param name="SettledAt">When it was made.</param>
public sealed record RecordEntries(
    Guid SessionId, int Part, long FromUnits, long UsedUnits, Instant SettledAt, ImmutableArray<LedgerEntry> Entries)
{
    /// <summary>What it costs now, what was given back or corrected so far included; below zero for a payback.</summary>
    public decimal Cost
    {
        get
        {
            var sum = 0m;

            foreach (var entry in Entries)
            {
                sum -= entry.Amount;
            }

            return sum;
        }
    }

    /// <summary>What corrections gave back so far; below zero: took.</summary>
    public decimal Corrected => Entries.Where(entry => entry.Reason is LedgerReason.Correction).Sum(entry => entry.Amount);

    /// <summary>What refunds gave back so far; zero or more.</summary>
    public decimal Refunded => Entries.Where(entry => entry.Reason is LedgerReason.Refund).Sum(entry => entry.Amount);

    /// <summary>What it should cost by a price that was reckoned when less of it was refunded, or as much: nothing is taken again.</summary>
    /// <param name="target">That price, below zero for a payback.</param>
    /// <param name="refunded">What was refunded then; null: nobody has said.</param>
    public decimal TargetOf(decimal target, decimal? refunded) =>
        target > 0 && refunded is { } then && Refunded > then ? decimal.Max(0, target - (Refunded - then)) : target;

    /// <summary>What of the cost was promotional money and has not come back yet: below zero, as taken, in the order of taking.</summary>
    public ImmutableArray<AllowanceDraw> Promotions => [.. Entries
        .SelectMany(entry => entry.Promotions)
        .GroupBy(draw => draw.AllowanceId)
        .Select(group => new AllowanceDraw(group.Key, group.Sum(draw => draw.Amount)))
        .Where(draw => draw.Amount < 0)];
}
