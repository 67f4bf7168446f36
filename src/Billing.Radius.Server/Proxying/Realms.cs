using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Billing.Contracts.Nodes;

namespace Billing.Radius.Server.Proxying;

/// <summary>Whose users other servers know, as it was read last. Swapped whole.</summary>
internal sealed class Realms(IRealmQuery query, ServerLinks links) : IDisposable
{
    private readonly SemaphoreSlim _refreshing = new(1); // what was read first is not put in force last
    private FrozenDictionary<string, Realm> _realms = FrozenDictionary<string, Realm>.Empty;

    public bool IsEmpty => Volatile.Read(ref _realms).Count == 0;

    /// <summary>In the order of the alphabet.</summary>
    public IReadOnlyList<string> Names => [.. Volatile.Read(ref _realms).Keys.Order(StringComparer.Ordinal)];

    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await _refreshing.WaitAsync(cancellation);

        try
        {
            await ReadAsync(cancellation);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>The realm of the request's user; null: ours.</summary>
    public Realm? Find(in RadiusPacket packet) => NameOf(packet) is { } name ? Volatile.Read(ref _realms).GetValueOrDefault(name) : null;

    /// <summary>What follows the last "@" of the request's user, in small letters; null: there is none.</summary>
    public static string? NameOf(in RadiusPacket packet) =>
        packet.TryGet(Attributes.UserName, out var user) && user.LastIndexOf((byte)'@') is >= 0 and var at
            ? Encoding.UTF8.GetString(user[(at + 1)..]).ToLowerInvariant()
            : null;

    public void Dispose() => _refreshing.Dispose();

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var known = _realms;
        var views = await query.RealmsAsync(cancellation);

        if (views.Count != known.Count || views.Any(view => !known.TryGetValue(view.Realm, out var same) || same.View != view))
        {
            var realms = views.ToFrozenDictionary(view => view.Realm, view => new Realm(view));
            links.Follow(realms.Values.SelectMany(realm => realm.TlsServers));
            Volatile.Write(ref _realms, realms);
        }
    }
}

/// <summary>A realm, ready for its packets. Servers are in the order in which they are asked.</summary>
internal sealed class Realm
{
    public Realm(RealmView view)
    {
        View = view;
        Secret = view.Tls is null ? new(Encoding.UTF8.GetBytes(view.Secret)) : ServerConnection.Secret;
        IPAddress[] servers = view.Backup is null ? [view.Server] : [view.Server, view.Backup];
        AuthServers = [.. servers.Select(server => new IPEndPoint(server, view.AuthPort))];
        AcctServers = [.. servers.Select(server => new IPEndPoint(server, view.AcctPort))];
        TlsServers = view.Tls is { } tls
            ? [.. servers.Select(server => new ServerName(new(server, tls.Port), tls.Name.Length > 0 ? tls.Name : $"{server}"))]
            : [];
    }

    public RealmView View { get; }

    public SharedSecret Secret { get; }

    public ImmutableArray<IPEndPoint> AuthServers { get; }

    public ImmutableArray<IPEndPoint> AcctServers { get; }

    /// <summary>None where the realm is reached by UDP.</summary>
    public ImmutableArray<ServerName> TlsServers { get; }
}
