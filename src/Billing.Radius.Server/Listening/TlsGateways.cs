using System.Collections.Concurrent;

namespace Billing.Radius.Server.Listening;

/// <summary>The gateways that are connected to this process by TLS: the newest connection of each.</summary>
internal sealed class TlsGateways
{
    private readonly ConcurrentDictionary<int, TlsConnection> _connections = new();

    public TlsConnection? Find(int nodeId) => _connections.GetValueOrDefault(nodeId);

    public void Came(int nodeId, TlsConnection connection) => _connections[nodeId] = connection;

    /// <summary>Forgets the connection, unless a newer one took its place.</summary>
    public void Went(int nodeId, TlsConnection connection) => _connections.TryRemove(new(nodeId, connection));
}
