using System.Collections.Immutable;

namespace Billing.Radius.Server.Listening;

/// <summary>The gateways that are connected to this process by TLS, with all their connections.</summary>
internal sealed class TlsGateways
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<int, ImmutableArray<TlsConnection>> _connections = ImmutableDictionary<int, ImmutableArray<TlsConnection>>.Empty;

    /// <summary>The newest of a gateway's connections; null: it has none.</summary>
    public TlsConnection? Find(int nodeId) => Of(nodeId) is [.., var newest] ? newest : null;

    /// <summary>The newest connection from each address, the newest first: a node that is a network is several gateways.</summary>
    /// <returns>Those whose gateway has reported the session on a connection that it has here, and those of the other gateways.</returns>
    public (ImmutableArray<TlsConnection> Heard, ImmutableArray<TlsConnection> Others) EachOf(int nodeId, string? acctSessionId)
    {
        var all = Of(nodeId);
        var there = all.Where(connection => connection.Sessions.Has(acctSessionId)).Select(connection => connection.Remote.Address).ToHashSet();
        var newest = all.Reverse().DistinctBy(connection => connection.Remote.Address).ToLookup(connection => there.Contains(connection.Remote.Address));

        return ([.. newest[true]], [.. newest[false]]);
    }

    /// <summary>Whether one of the node's gateways has reported the session on a connection that it has here.</summary>
    public bool HasHeard(int nodeId, string? acctSessionId) => Of(nodeId).Any(connection => connection.Sessions.Has(acctSessionId));

    /// <summary>The gateways' ids.</summary>
    public IEnumerable<int> All => Volatile.Read(ref _connections).Keys;

    /// <summary>Called with a gateway's id after a connection of it came or went.</summary>
    public Action<int>? Changed { get; set; }

    public void Came(int nodeId, TlsConnection connection)
    {
        lock (_gate)
        {
            _connections = _connections.SetItem(nodeId, Of(nodeId).Add(connection));
        }

        Changed?.Invoke(nodeId);
    }

    /// <summary>Forgets this connection; others that the gateway has are as good.</summary>
    public void Went(int nodeId, TlsConnection connection)
    {
        lock (_gate)
        {
            if (!Of(nodeId).Contains(connection))
            {
                return; // its handshake failed
            }

            var left = Of(nodeId).Remove(connection);
            _connections = left.IsEmpty ? _connections.Remove(nodeId) : _connections.SetItem(nodeId, left);
        }

        Changed?.Invoke(nodeId);
    }

    private ImmutableArray<TlsConnection> Of(int nodeId) => Volatile.Read(ref _connections).GetValueOrDefault(nodeId, []);
}
