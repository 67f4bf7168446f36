using NodaTime;

namespace Billing.Grains.Nodes;

/// <summary>Writes what a gateway shows of itself.</summary>
public interface INodeStore
{
    /// <summary>Keeps the newest restart; an older one changes nothing.</summary>
    Task RestartedAsync(int nodeId, Instant at);

    Task LearnedMessageAuthenticatorAsync(int nodeId);
}
