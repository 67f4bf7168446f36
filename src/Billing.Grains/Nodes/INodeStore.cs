using NodaTime;

namespace Billing.Grains.Nodes;

/// <summary>Writes what a gateway shows of itself.</summary>
public interface INodeStore
{
    /// <summary>Keeps the newest restart; an older one changes nothing.</summary>
    /// <param name="nasAddress">Of one of several that are configured as one, as it says itself: kept beside those of the others. Null: not said.</param>
    /// <param name="nasIdentifier">The same.</param>
    Task RestartedAsync(int nodeId, Instant at, string? nasAddress = null, string? nasIdentifier = null);

    Task LearnedMessageAuthenticatorAsync(int nodeId);
}
