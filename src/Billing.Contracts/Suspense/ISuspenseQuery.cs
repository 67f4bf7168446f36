using Billing.Contracts.Paging;
using NodaTime;

namespace Billing.Contracts.Suspense;

/// <summary>Usage that was reported for nobody we know.</summary>
public interface ISuspenseQuery
{
    Task<Page<SuspenseRow>> ListAsync(SuspenseFilter filter, PageRequest<SuspenseSort> page, CancellationToken cancellation);
}

public enum SuspenseSort
{
    FirstHeardAt,
}

/// <summary>What is not null must fit.</summary>
/// <param name="UserName">Its beginning, any case.</param>
public sealed record SuspenseFilter(int? NodeId = null, string? UserName = null, Instant? From = null, Instant? To = null);

/// <param name="Reports">How many were heard of it.</param>
/// <param name="DurationSeconds">The largest that was reported; null: none was.</param>
public sealed record SuspenseRow(
    int NodeId,
    string Node,
    string AcctSessionId,
    string UserName,
    string Reason,
    int Reports,
    long? DurationSeconds,
    long? InputOctets,
    long? OutputOctets,
    Instant FirstHeardAt,
    Instant LastHeardAt);
