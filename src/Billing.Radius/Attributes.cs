namespace Billing.Radius;

/// <summary>The attributes of the standard space that a server of authentication and accounting touches.</summary>
public static partial class Attributes
{
    // RFC 2865: authentication and what is granted.
    public static readonly AttributeKey UserName = new(0, 1);
    public static readonly AttributeKey UserPassword = new(0, 2);
    public static readonly AttributeKey ChapPassword = new(0, 3);
    public static readonly AttributeKey NasIpAddress = new(0, 4);
    public static readonly AttributeKey NasPort = new(0, 5);
    public static readonly AttributeKey ServiceType = new(0, 6);
    public static readonly AttributeKey FramedIpAddress = new(0, 8);
    public static readonly AttributeKey FilterId = new(0, 11);
    public static readonly AttributeKey LoginIpHost = new(0, 14);
    public static readonly AttributeKey LoginService = new(0, 15);
    public static readonly AttributeKey ReplyMessage = new(0, 18);
    public static readonly AttributeKey State = new(0, 24);
    public static readonly AttributeKey Class = new(0, 25);
    public static readonly AttributeKey VendorSpecific = new(0, 26);
    public static readonly AttributeKey SessionTimeout = new(0, 27);
    public static readonly AttributeKey IdleTimeout = new(0, 28);
    public static readonly AttributeKey TerminationAction = new(0, 29);
    public static readonly AttributeKey CalledStationId = new(0, 30);
    public static readonly AttributeKey CallingStationId = new(0, 31);
    public static readonly AttributeKey NasIdentifier = new(0, 32);
    public static readonly AttributeKey ProxyState = new(0, 33);
    public static readonly AttributeKey ChapChallenge = new(0, 60);
    public static readonly AttributeKey NasPortType = new(0, 61);

    // RFC 2866, 2867, 2869: accounting.
    public static readonly AttributeKey AcctStatusType = new(0, 40);
    public static readonly AttributeKey AcctDelayTime = new(0, 41);
    public static readonly AttributeKey AcctInputOctets = new(0, 42);
    public static readonly AttributeKey AcctOutputOctets = new(0, 43);
    public static readonly AttributeKey AcctSessionId = new(0, 44);
    public static readonly AttributeKey AcctSessionTime = new(0, 46);
    public static readonly AttributeKey AcctTerminateCause = new(0, 49);
    public static readonly AttributeKey AcctInputGigawords = new(0, 52);
    public static readonly AttributeKey AcctOutputGigawords = new(0, 53);
    public static readonly AttributeKey EventTimestamp = new(0, 55);
    public static readonly AttributeKey AcctInterimInterval = new(0, 85);

    // RFC 2868: tunnels.
    public static readonly AttributeKey TunnelType = new(0, 64);
    public static readonly AttributeKey TunnelPassword = new(0, 69);
    public static readonly AttributeKey TunnelPrivateGroupId = new(0, 81);

    // RFC 2869, 3579, 4372: the rest of the access exchange.
    public static readonly AttributeKey ConnectInfo = new(0, 77);
    public static readonly AttributeKey EapMessage = new(0, 79);
    public static readonly AttributeKey MessageAuthenticator = new(0, 80);

    // RFC 5090, and the draft before it that SIP servers and FreeRADIUS speak: digest authentication.
    public static readonly AttributeKey DigestResponse = new(0, 103);
    public static readonly AttributeKey DigestRealm = new(0, 104);
    public static readonly AttributeKey DigestNonce = new(0, 105);
    public static readonly AttributeKey DigestResponseAuth = new(0, 106);
    public static readonly AttributeKey DigestMethod = new(0, 108);
    public static readonly AttributeKey DigestUri = new(0, 109);
    public static readonly AttributeKey DigestQop = new(0, 110);
    public static readonly AttributeKey DigestAlgorithm = new(0, 111);
    public static readonly AttributeKey DigestEntityBodyHash = new(0, 112);
    public static readonly AttributeKey DigestCNonce = new(0, 113);
    public static readonly AttributeKey DigestNonceCount = new(0, 114);
    public static readonly AttributeKey DigestUserName = new(0, 115);
    public static readonly AttributeKey DigestStale = new(0, 120);
    public static readonly AttributeKey DraftDigestResponse = new(0, 206);
    public static readonly AttributeKey DraftDigestAttributes = new(0, 207);

    // RFC 3162, 4818, 5176, 5580, 6911: IPv6, errors, places.
    public static readonly AttributeKey NasIpv6Address = new(0, 95);
    public static readonly AttributeKey FramedIpv6Prefix = new(0, 97);
    public static readonly AttributeKey ErrorCause = new(0, 101);
    public static readonly AttributeKey DelegatedIpv6Prefix = new(0, 123);
    public static readonly AttributeKey FramedIpv6Address = new(0, 168);
}
