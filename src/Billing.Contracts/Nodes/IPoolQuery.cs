using NodaTime;

namespace Billing.Contracts.Nodes;

/// <summary>Pools of addresses, and who has which.</summary>
public interface IPoolQuery
{
    Task<IReadOnlyList<PoolView>> PoolsAsync(CancellationToken cancellation);

    /// <summary>How much of a pool is in use, by networks of 256 addresses.</summary>
    Task<IReadOnlyList<PoolNetworkRow>> NetworksAsync(string pool, CancellationToken cancellation);

    /// <summary>The addresses of running sessions, in order.</summary>
    Task<IReadOnlyList<LeaseRow>> LeasesAsync(string pool, int most, CancellationToken cancellation);
}

/// <param name="Network">Such as <c>10.9.0.0/24</c>; what of it is in the pool is <paramref name="Addresses"/>.</param>
public sealed record PoolNetworkRow(string Network, int Addresses, int Leased);

public sealed record LeaseRow(string Address, Guid SessionId, long AccountId, string Login, string Node, Instant Since);
