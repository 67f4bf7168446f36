using Billing.Contracts.Records;
using Billing.Core.Balances;
using NodaTime;

namespace Billing.Portal.Care;

/// <summary>What happened last to a subscriber's money: something that was used, or an entry of another kind.</summary>
/// <param name="Record">Null: it is <paramref name="Entry"/>.</param>
public sealed record LatestEvent(Instant At, XdrRow? Record, StatementRow? Entry)
{
    /// <param name="entries">The newest of each balance: as many as are asked for, or all. Their usage is in the records.</param>
    public static IReadOnlyList<LatestEvent> Merge(IEnumerable<XdrRow> records, IEnumerable<StatementRow> entries, int most) =>
    [
        .. records.Select(record => new LatestEvent(record.RecordedAt, record, null))
            .Concat(entries.Where(entry => entry.Reason is not LedgerReason.Usage).Select(entry => new LatestEvent(entry.RecordedAt, null, entry)))
            .OrderByDescending(one => one.At)
            .Take(most),
    ];
}
