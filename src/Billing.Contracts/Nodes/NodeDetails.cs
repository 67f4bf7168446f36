using System.Collections.Immutable;
using NodaTime;

namespace Billing.Contracts.Nodes;

/// <summary>A gateway as an administrator describes it; its secret is apart.</summary>
/// <param name="Name">Unique; up to 100 characters.</param>
/// <param name="Address">An IP address or a network such as <c>10.1.0.0/24</c>, of IPv4 or IPv6; unique.</param>
/// <param name="Profile">The name of an attribute profile, such as <c>generic</c>.</param>
/// <param name="LimitProxyState">Refuses Access-Requests that carry Proxy-State without a Message-Authenticator.</param>
/// <param name="InterimIntervalSeconds">60 to 86 400.</param>
/// <param name="InputIsToUser">The gateway counts octets the other way round.</param>
/// <param name="NodeGroups">The groups that it is in.</param>
/// <param name="CalledRules">From what it sends to E.164 without "+": the first that fits is applied, and no other.</param>
/// <param name="EmergencyNumbers">Beside those of every gateway; 2 to 16 digits, * or #.</param>
/// <param name="CoaPort">Where it takes Disconnect- and CoA-Requests (RFC 5176 2.1); old MikroTik: 1700.</param>
/// <param name="CoaEnabled">Whether it is sent any.</param>
/// <param name="CoaAddress">The host that they go to; null: <paramref name="Address"/>, if that is one host.</param>
/// <param name="OutageLimit">
/// While nothing can be committed: null: it gets no answer; else its reports are kept in the process's spool, and accounts that
/// the cluster knows may begin sessions for this much each a day, in their own currency. 0 to 1 000 000.
/// </param>
/// <param name="TlsName">
/// The host's name or IP address that its certificate must have over TLS (RFC 6614 2.3); empty: any, if our authority signed it. Null: as
/// it is, of a new gateway any.
/// </param>
[GenerateSerializer, Immutable, Alias("billing.node-details")]
public sealed record NodeDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] string Profile,
    [property: Id(3)] MessageAuthenticatorPolicy MessageAuthenticator = MessageAuthenticatorPolicy.Yes,
    [property: Id(4)] bool LimitProxyState = true,
    [property: Id(5)] int InterimIntervalSeconds = 300,
    [property: Id(6)] bool InputIsToUser = false,
    [property: Id(7)] ImmutableArray<int> NodeGroups = default,
    [property: Id(8)] ImmutableArray<NumberRuleDetails> CalledRules = default,
    [property: Id(9)] ImmutableArray<NumberRuleDetails> CallingRules = default,
    [property: Id(10)] ImmutableArray<string> EmergencyNumbers = default,
    [property: Id(11)] int CoaPort = 3799,
    [property: Id(12)] bool CoaEnabled = true,
    [property: Id(13)] string? CoaAddress = null,
    [property: Id(14)] decimal? OutageLimit = null,
    [property: Id(15)] string? TlsName = null);

/// <summary>See <see cref="Core.Nodes.NumberRule"/>.</summary>
[GenerateSerializer, Immutable, Alias("billing.number-rule-details")]
public sealed record NumberRuleDetails(
    [property: Id(0)] string Prefix,
    [property: Id(1)] int MinLength = 1,
    [property: Id(2)] int MaxLength = 64,
    [property: Id(3)] int Strip = 0,
    [property: Id(4)] string Prepend = "");

/// <summary>A gateway as it is edited: everything but its secret.</summary>
/// <param name="IsRetired">Its packets are those of a stranger; it is kept for its records.</param>
/// <param name="TlsIdentity">Whose pre-shared key it has for TLS; null: it shows a certificate there.</param>
/// <param name="TlsName">Which its certificate must have; null: any.</param>
[GenerateSerializer, Immutable, Alias("billing.node-configuration")]
public sealed record NodeConfiguration(
    [property: Id(0)] int NodeId,
    [property: Id(1)] NodeDetails Details,
    [property: Id(2)] bool HasSentMessageAuthenticator,
    [property: Id(3)] Instant? RestartedAt,
    [property: Id(4)] bool IsRetired,
    [property: Id(5)] long Version,
    [property: Id(6)] string? TlsIdentity = null,
    [property: Id(7)] string? TlsName = null);
