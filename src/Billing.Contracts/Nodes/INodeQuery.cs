using System.Net;
using NodaTime;

namespace Billing.Contracts.Nodes;

/// <summary>The gateways that may talk to us.</summary>
public interface INodeQuery
{
    Task<IReadOnlyList<NodeView>> ListAsync(CancellationToken cancellation);

    /// <summary>The same as people see them, by name: without secrets, with what is known of their traffic.</summary>
    Task<IReadOnlyList<NodeRow>> RowsAsync(CancellationToken cancellation);

    /// <summary>Those whose users were sent to a captive portal, as far as that is kept: their reports may be of it, whatever their profiles are by now.</summary>
    Task<IReadOnlyList<int>> WithPortalLoginsAsync(CancellationToken cancellation);

    /// <summary>The rules for numbers, in the order in which they are tried; null: of all gateways.</summary>
    Task<IReadOnlyList<NumberRuleRow>> NumberRulesAsync(int? nodeId, CancellationToken cancellation);

    Task<IReadOnlyList<EmergencyNumberRow>> EmergencyNumbersAsync(CancellationToken cancellation);

    Task<IReadOnlyList<NodeGroupRow>> GroupsAsync(CancellationToken cancellation);
}

/// <summary>Whether a gateway's Access-Requests must carry a Message-Authenticator (CVE-2024-3596).</summary>
public enum MessageAuthenticatorPolicy
{
    Yes,
    No,

    /// <summary>Yes from the first packet on that carried one.</summary>
    Auto,
}

/// <summary>One gateway as it is configured.</summary>
/// <param name="Address">Packets from here are this gateway's; of several networks the longest prefix decides.</param>
/// <param name="Secret">In clear. Never logged.</param>
/// <param name="RestartedAt">The newest Accounting-On or -Off of the whole of it: not of one of several behind it, which is no other one's restart.</param>
/// <param name="CoaPort">Where it takes Disconnect- and CoA-Requests (RFC 5176 2.1); old MikroTik: 1700.</param>
/// <param name="CoaEnabled">Whether it is sent any.</param>
/// <param name="CoaAddress">Where they go; null: <paramref name="Address"/>, if that is one host.</param>
/// <param name="AddressPoolId">Where its data sessions get their addresses from; null: it gives them itself.</param>
/// <param name="OutageLimit">See <see cref="NodeDetails"/>.</param>
/// <param name="TlsKey">Null: over TLS it shows a certificate.</param>
/// <param name="LinkPoolId">Where they get the IPv6 prefix of their link from; null: from itself, or none.</param>
/// <param name="DelegatedPoolId">The same of the prefix that is delegated to the user's router.</param>
/// <param name="TlsName">Which its certificate has over TLS; null: any name, if our authority signed it.</param>
public sealed record NodeView(
    int NodeId,
    string Name,
    IPNetwork Address,
    string Secret,
    string Profile,
    MessageAuthenticatorPolicy MessageAuthenticator,
    bool HasSentMessageAuthenticator,
    bool LimitProxyState,
    int InterimIntervalSeconds,
    bool InputIsToUser,
    Instant? RestartedAt,
    int CoaPort = 3799,
    bool CoaEnabled = true,
    IPAddress? CoaAddress = null,
    int? AddressPoolId = null,
    decimal? OutageLimit = null,
    NodeTlsKey? TlsKey = null,
    int? LinkPoolId = null,
    int? DelegatedPoolId = null,
    string? TlsName = null)
{
    public override string ToString() => $"node {Name} ({Address})";
}

/// <summary>What a gateway proves itself by over TLS, in place of a certificate (RFC 4279).</summary>
/// <param name="Key">Hexadecimal, in clear. Never logged.</param>
public sealed record NodeTlsKey(string Identity, string Key)
{
    public override string ToString() => Identity;
}
