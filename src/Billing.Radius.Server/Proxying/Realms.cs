using System.Collections.Frozen;
using System.Net;
using System.Text;
using Billing.Contracts.Nodes;

namespace Billing.Radius.Server.Proxying;

/// <summary>Whose users other servers know, as it was read last. Swapped whole.</summary>
internal sealed class Realms(IRealmQuery query)
{
    private FrozenDictionary<string, Realm> _realms = FrozenDictionary<string, Realm>.Empty;

    public bool IsEmpty => Volatile.Read(ref _realms).Count == 0;

    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var known = _realms;
        var views = await query.RealmsAsync(cancellation);

        if (views.Count != known.Count || views.Any(view => !known.TryGetValue(view.Realm, out var same) || same.View != view))
        {
            Volatile.Write(ref _realms, views.ToFrozenDictionary(view => view.Realm, view => new Realm(view)));
        }
    }

    /// <summary>The realm of the request's user; null: ours.</summary>
    public Realm? Find(in RadiusPacket packet)
    {
        var realms = Volatile.Read(ref _realms);

        return packet.TryGet(Attributes.UserName, out var user) && user.LastIndexOf((byte)'@') is >= 0 and var at
            ? realms.GetValueOrDefault(Encoding.UTF8.GetString(user[(at + 1)..]).ToLowerInvariant())
            : null;
    }
}

/// <summary>A realm, ready for its packets.</summary>
internal sealed class Realm(RealmView view)
{
    public RealmView View { get; } = view;

    public SharedSecret Secret { get; } = new(Encoding.UTF8.GetBytes(view.Secret));

    public IPEndPoint AuthServer { get; } = new(view.Server, view.AuthPort);

    public IPEndPoint AcctServer { get; } = new(view.Server, view.AcctPort);
}
