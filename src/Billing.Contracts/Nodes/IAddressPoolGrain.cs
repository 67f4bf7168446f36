using Orleans.Concurrency;

namespace Billing.Contracts.Nodes;

/// <summary>Leases addresses to sessions. Key: the pool's number.</summary>
[Alias("billing.address-pool")]
public interface IAddressPoolGrain : IGrainWithIntegerKey
{
    /// <summary>An address that no other running session has, durable; the same again for the same session.</summary>
    /// <param name="sessionId">A session that is open, and durable.</param>
    /// <returns>Null when none is free.</returns>
    [Alias("lease"), AlwaysInterleave]
    Task<string?> LeaseAsync(Guid sessionId);

    /// <summary>The same of a pool of IPv6 prefixes.</summary>
    /// <returns>Such as <c>2001:db8:0:17::/64</c>; null when none is free.</returns>
    [Alias("lease-prefix"), AlwaysInterleave]
    Task<string?> LeasePrefixAsync(Guid sessionId);
}
