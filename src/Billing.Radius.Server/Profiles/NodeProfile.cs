using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Billing.Radius.Server.Profiles;

/// <summary>What a kind of gateway says where, and what it understands. Data: a file in <c>Profiles/</c>.</summary>
/// <param name="Account">The attributes that name the account, the first that is there.</param>
/// <param name="CalledParty">The attributes that name the called party.</param>
/// <param name="CallingParty">The attributes that name the calling party.</param>
/// <param name="Services">How the service is told, the first rule that fits; none: the account's first one.</param>
/// <param name="Grants">The attributes by which it takes a limit.</param>
/// <param name="ComesBackFor">The services for which it can come back for more (interim updates, re-authorisation).</param>
/// <param name="AccessCodes">How the access code is told, the first rule that fits; none: a call is outgoing.</param>
/// <param name="Policies">How it is told the policy to apply; by Filter-Id (RFC 2865 5.11) unless its file says so.</param>
/// <param name="Identify">By what it knows a running session (RFC 5176 3); those that are known of it are sent.</param>
/// <param name="WhenRefused">What is done about a session whose policy could not be changed.</param>
/// <param name="SignsControl">Whether Disconnect- and CoA-Requests carry Message-Authenticator (RFC 5176 3.4).</param>
/// <param name="IssuesNonces">Whether only nonces of ours count in digest authentication (RFC 5090 2.2.2).</param>
/// <param name="StripsRealm">Whether an account's name ends before its last "@".</param>
/// <param name="TrustsGateway">Whether the gateway has proved itself who it is (a SIM), so that no password is looked at.</param>
/// <param name="NumbersAreUris">Whether parties are told as sip: or tel: URIs.</param>
/// <param name="Hotline">
/// What it is told in place of a reject when there is nothing to spend: a captive portal. Empty: it is told the reject.
/// </param>
/// <param name="HotlineEnd">What lets a running session out of it when funds come; empty: the session is disconnected, and comes back.</param>
/// <param name="HotlineSeconds">How long that lasts before the login is tried again.</param>
/// <param name="HotlineControl">
/// What sends a running session there, where that is said otherwise than in an Access-Accept; null: as in that, with Session-Timeout.
/// </param>
/// <param name="Duration">Where a call's seconds are, in records that have no Acct-Session-Time.</param>
/// <param name="ReauthorizesAtTimeout">
/// Whether data sessions are asked for again when Session-Timeout is up (RFC 2865 5.29), with the State that they were let in with.
/// </param>
/// <param name="EitherPartyReports">
/// Whether a call's Acct-Session-Id is that call's alone (SIP's Call-ID), and its end may be reported under the name of who was called.
/// </param>
/// <param name="PartOf">
/// Attributes that say that a report is of a part of another session, which counts it too: it is charged if a rule for services
/// with that attribute fits, and not otherwise.
/// </param>
internal sealed record NodeProfile(
    string Name,
    ImmutableArray<AttributeKey> Account,
    ImmutableArray<AttributeKey> CalledParty,
    ImmutableArray<AttributeKey> CallingParty,
    ImmutableArray<ServiceRule> Services,
    ImmutableArray<GrantStyle> Grants,
    ImmutableArray<string> ComesBackFor,
    ImmutableArray<AccessCodeRule> AccessCodes,
    PolicyTemplates Policies,
    ImmutableArray<AttributeTemplate> Identify,
    WhenRefused WhenRefused,
    bool SignsControl,
    bool IssuesNonces,
    bool StripsRealm,
    bool TrustsGateway,
    bool NumbersAreUris,
    bool EitherPartyReports,
    ImmutableArray<PartMark> PartOf,
    ImmutableArray<AttributeTemplate> Hotline,
    int HotlineSeconds,
    ImmutableArray<AttributeTemplate> HotlineEnd,
    ImmutableArray<AttributeTemplate>? HotlineControl,
    ImmutableArray<AttributeKey> Duration,
    bool ReauthorizesAtTimeout)
{
    public bool Understands(GrantStyle style) => Grants.Contains(style);

    /// <summary>Whether it knows a session by User-Name, as it sent it.</summary>
    public bool IdentifiesByUser { get; } = Identify.Any(template => template.Says("user"));

    /// <summary>Whether an Access-Request may be for more of a running session, whatever credentials it has.</summary>
    public bool ReturnsByAccessRequest { get; } = ReauthorizesAtTimeout || Grants.Contains(GrantStyle.WimaxQuota) || Grants.Contains(GrantStyle.CiscoQuota);
}

/// <summary>What says that a report is of a part of another session: the attribute, its value beginning like this.</summary>
/// <param name="Beginning">Octets; none: any value.</param>
internal sealed record PartMark(AttributeKey Attribute, ImmutableArray<byte> Beginning);

/// <summary>The service is <paramref name="Service"/> when the attribute is there and its text matches.</summary>
/// <param name="Matches">Null: any text.</param>
/// <param name="IsAssumed">The packet does not tell it: an account that does not have it uses its first service.</param>
internal sealed record ServiceRule(string Service, DictionaryAttribute Attribute, Regex? Matches, bool IsAssumed = false);

/// <summary>The access code is <paramref name="Code"/>, or the attribute's text, when the attribute is there and its text matches.</summary>
/// <param name="Code">With <c>$1</c> and so on in it, what the groups of the pattern found stands there.</param>
internal sealed record AccessCodeRule(string? Code, DictionaryAttribute Attribute, Regex Matches);

/// <summary>Ways to tell a gateway how much it may give.</summary>
internal enum GrantStyle
{
    /// <summary>Session-Timeout (RFC 2865 5.27).</summary>
    SessionTimeout,

    /// <summary>Mikrotik-Total-Limit with Gigawords.</summary>
    MikrotikTotalLimit,

    /// <summary>
    /// Mikrotik-Recv-Limit and Mikrotik-Xmit-Limit with Gigawords, for versions without a limit of both together: half of it each, so
    /// that no more is used than is held.
    /// </summary>
    MikrotikRecvXmitLimit,

    /// <summary>h323-credit-time, h323-credit-amount, h323-return-code.</summary>
    H323Credit,

    /// <summary>ChilliSpot-Max-Total-Octets with Gigawords, as CoovaChilli has them.</summary>
    ChilliMaxOctets,

    /// <summary>Huawei-Remanent-Volume, in kibibytes.</summary>
    HuaweiRemanentVolume,

    /// <summary>WISPr-Session-Terminate-Time.</summary>
    WisprTerminateTime,

    /// <summary>WiMAX's PPAQ: a quota with a threshold, for which it comes back in an Access-Request.</summary>
    WimaxQuota,

    /// <summary>Cisco-Control-Info, QV (octets) or QT (seconds), for which it comes back in an Access-Request.</summary>
    CiscoQuota,
}

/// <summary>What is done about a session whose policy could not be changed by CoA.</summary>
internal enum WhenRefused
{
    /// <summary>It goes on as it is, until its gateway asks for it again.</summary>
    Leave,

    /// <summary>It is disconnected: it comes back, and its gateway is told the policy then.</summary>
    Disconnect,
}
