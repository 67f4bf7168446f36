using System.Collections.Immutable;
using Billing.Contracts.Paging;
using Billing.Contracts.Records;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>Reads transaction records to be priced again.</summary>
public interface IRerateStore
{
    /// <summary>Null when there is none.</summary>
    Task<RatedRecord?> FindAsync(Guid sessionId, int part);

    /// <summary>The filter's records in the order of their time.</summary>
    /// <param name="cursor">Where the page before ended; null: from the beginning.</param>
    /// <exception cref="ArgumentException">The period is empty or too long.</exception>
    Task<Page<RatedRecord>> PageAsync(XdrFilter filter, string? cursor);
}

/// <summary>A transaction record as it is priced again.</summary>
/// <param name="Currency">ISO 4217, of the balance.</param>
/// <param name="Destination">The prefix or keyword of the rate that it was charged by.</param>
/// <param name="StartedAt">The session's start, for people.</param>
/// <param name="Cost">What it costs now, corrections included.</param>
/// <param name="IsGivenBack">Its session was reverted, or its event refunded whole.</param>
public sealed record RatedRecord(
    Guid SessionId,
    int Part,
    long AccountId,
    long BalanceId,
    string Currency,
    int NodeId,
    string Service,
    string? CalledParty,
    string? CallingParty,
    string? Destination,
    long TariffId,
    long? RateId,
    Unit Unit,
    Instant StartedAt,
    long FromUnits,
    long UsedUnits,
    decimal Cost,
    bool IsGivenBack,
    ImmutableArray<RatedPart> Parts)
{
    /// <summary>What was given back of it as a refund, which no price takes again; corrections do not count here.</summary>
    public decimal Refunded { get; init; }
}
