using Billing.Contracts.Paging;

namespace Billing.Contracts.Records;

/// <summary>Transaction records: what was used and what it cost. A period is always asked for: there are very many.</summary>
public interface IXdrQuery
{
    /// <exception cref="ArgumentException">The period is empty or longer than <see cref="XdrFilter.LongestPeriod"/>.</exception>
    Task<Page<XdrRow>> ListAsync(Scope scope, XdrFilter filter, PageRequest<XdrSort> page, CancellationToken cancellation);

    /// <summary>What the filter's records come to.</summary>
    /// <exception cref="ArgumentException">As the list.</exception>
    Task<XdrTotals> TotalsAsync(Scope scope, XdrFilter filter, CancellationToken cancellation);

    /// <summary>One in full; null when there is none in the scope.</summary>
    Task<XdrDetail?> FindAsync(Scope scope, Guid sessionId, int part, CancellationToken cancellation);

    /// <summary>All of a session, in order; empty when there are none in the scope.</summary>
    Task<IReadOnlyList<XdrRow>> OfSessionAsync(Scope scope, Guid sessionId, CancellationToken cancellation);
}

public enum XdrSort
{
    /// <summary>When it was recorded, which is when it was charged.</summary>
    RecordedAt,

    /// <summary>What it cost; only where period and filter leave few (<see cref="Page{T}.IsUnordered"/>): one more index would be charging's to pay.</summary>
    Cost,
}
