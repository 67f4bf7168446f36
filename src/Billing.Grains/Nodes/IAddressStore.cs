namespace Billing.Grains.Nodes;

/// <summary>Which address, and which prefixes, which session has.</summary>
public interface IAddressStore
{
    /// <summary>The session's address, else one that is free, if there is one.</summary>
    Task<string?> LeaseAsync(int poolId, Guid sessionId);

    /// <summary>Takes back the addresses of sessions that have ended.</summary>
    /// <returns>How many.</returns>
    Task<int> TakeBackAsync(int poolId, DateTimeOffset at);

    /// <summary>The session's prefix of the pool, else one that is free, if there is one.</summary>
    Task<string?> LeasePrefixAsync(int poolId, Guid sessionId);

    /// <summary>Takes back the prefixes of sessions that have ended.</summary>
    /// <returns>How many.</returns>
    Task<int> TakeBackPrefixesAsync(int poolId, DateTimeOffset at);
}
