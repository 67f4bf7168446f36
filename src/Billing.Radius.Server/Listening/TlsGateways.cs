using System.Collections.Concurrent;

namespace Billing.Radius.Server.Listening;

/// <summary>The gateways that are connected to this process by TLS: the newest connection of each.</summary>
internal sealed class TlsGateways
{
    private readonly ConcurrentDictionary<int, TlsConnection> _connections = new();

    public TlsConnection? Find(int nodeId) => _connections.GetValueOrDefault(nodeId);

    /// <summary>The gateways' ids.</summary>
    public IEnumerable<int> All => _connections.Keys;

    /// <summary>Called with a gateway's id after its connection came or went.</summary>
    public Action<int>? Changed { get; set; }

    public void Came(int nodeId, TlsConnection connection)
    {
        _connections[nodeId] = connection;
        Changed?.Invoke(nodeId);
    }

    /// <summary>Forgets the connection, unless a newer one took its place.</summary>
    public void Went(int nodeId, TlsConnection connection)
    {
        if (_connections.TryRemove(new(nodeId, connection)))
        {
            Changed?.Invoke(nodeId);
        }
    }
}
