using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using Billing.Contracts.Nodes;

namespace Billing.Radius.Server.Spooling;

/// <param name="Realms">Whose users' reports are other servers'.</param>
internal sealed record StoredGateways(ImmutableArray<StoredGateway> Gateways, ImmutableArray<string> Realms);

/// <summary>Of a gateway as it is configured: what its packets are let in by.</summary>
/// <param name="Secret">Null: it may not go on without the database.</param>
internal sealed record StoredGateway(
    int NodeId,
    string Name,
    string Address,
    string Profile,
    string? Secret,
    decimal? OutageLimit,
    NodeTlsKey? TlsKey,
    string? TlsName)
{
    public static StoredGateway Of(NodeView view)
    {
        var goesOn = view.OutageLimit is not null;

        return new(
            view.NodeId,
            view.Name,
            view.Address.ToString(),
            view.Profile,
            goesOn ? view.Secret : null,
            view.OutageLimit,
            goesOn ? view.TlsKey : null,
            view.TlsName);
    }

    /// <summary>Of one that may not go on, the secret is nobody's: it is found by its address, and not believed.</summary>
    public NodeView View() => new(
        NodeId,
        Name,
        IPNetwork.Parse(Address),
        Secret ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
        Profile,
        MessageAuthenticatorPolicy.Yes, // of logins, which get no answer anyway
        HasSentMessageAuthenticator: true,
        LimitProxyState: true,
        InterimIntervalSeconds: 0,
        InputIsToUser: false,
        RestartedAt: null,
        OutageLimit: OutageLimit,
        TlsKey: TlsKey,
        TlsName: TlsName);

    public override string ToString() => $"node {Name} ({Address})";
}
