using System.Collections.Immutable;
using NodaTime;

namespace Billing.Contracts.Sessions;

/// <summary>Ends many sessions at their gateways, a few at a time. Key: made when the review was opened, up to 80 characters.</summary>
/// <remarks>What was interrupted is gone on with by the next look at it; each session is asked for once by one key.</remarks>
[Alias("billing.bulk-disconnect")]
public interface IBulkDisconnectGrain : IGrainWithStringKey
{
    /// <summary>Begins; the same key again is the same order.</summary>
    /// <exception cref="ArgumentException">There is no session, or more than <see cref="BulkDisconnectOrder.Most"/>: nothing is done.</exception>
    [Alias("start")]
    Task<BulkDisconnectView> StartAsync(BulkDisconnectOrder order);

    /// <summary>How far it is; null when it was never begun.</summary>
    [Alias("get")]
    Task<BulkDisconnectView?> GetAsync();
}

/// <param name="By">The signed-in user's name.</param>
[GenerateSerializer, Immutable, Alias("billing.bulk-disconnect-order")]
public sealed record BulkDisconnectOrder(
    [property: Id(0)] ImmutableArray<Guid> Sessions, [property: Id(1)] string By, [property: Id(2)] string Reason)
{
    public const int Most = 1_000;
}

/// <param name="Acknowledged">Of those that are done: the gateway has ended them.</param>
/// <param name="EndedAt">Null: it runs.</param>
[GenerateSerializer, Immutable, Alias("billing.bulk-disconnect-view")]
public sealed record BulkDisconnectView(
    [property: Id(0)] string Name,
    [property: Id(1)] int Sessions,
    [property: Id(2)] int Done,
    [property: Id(3)] int Acknowledged,
    [property: Id(4)] string By,
    [property: Id(5)] string Reason,
    [property: Id(6)] Instant BegunAt,
    [property: Id(7)] Instant? EndedAt);
