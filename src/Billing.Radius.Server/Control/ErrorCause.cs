namespace Billing.Radius.Server.Control;

/// <summary>Why a gateway refuses, in words (RFC 5176 3.5, 3.6).</summary>
internal static class ErrorCause
{
    public const int SessionContextNotFound = 503;

    public static string Words(int? cause) => cause switch
    {
        null => "the gateway refused, and did not say why",
        201 => "the session had ended but for remains, which are removed (201 Residual-Session-Context-Removed)",
        202 => "the gateway found an EAP packet that it does not understand (202 Invalid-EAP-Packet)",
        401 => "the gateway does not understand an attribute of the request: its profile does not fit (401 Unsupported-Attribute)",
        402 => "the gateway misses an attribute in the request: its profile does not fit (402 Missing-Attribute)",
        403 => "the gateway is not the one that the request names (403 NAS-Identification-Mismatch)",
        404 => "the gateway finds the request wrong (404 Invalid-Request)",
        405 => "the gateway does not do what the request's Service-Type asks (405 Unsupported-Service)",
        406 => "the gateway does not support such requests (406 Unsupported-Extension)",
        407 => "the gateway finds a value of the request wrong (407 Invalid-Attribute-Value)",
        501 => "the gateway is configured to refuse it (501 Administratively-Prohibited)",
        502 => "a proxy on the way does not know the way to the gateway (502 Request-Not-Routable)",
        SessionContextNotFound => "the gateway knows no such session (503 Session-Context-Not-Found)",
        504 => "the gateway knows the session and cannot end it (504 Session-Context-Not-Removable)",
        505 => "a proxy on the way failed (505 Other-Proxy-Processing-Error)",
        506 => "the gateway has no resources for it now (506 Resources-Unavailable)",
        507 => "the gateway has begun to ask for the session again instead (507 Request-Initiated)",
        508 => "the request fits several sessions, and the gateway does one at a time (508 Multiple-Session-Selection-Unsupported)",
        509 => "the gateway wants to know a location first (509 Location-Info-Required)",
        _ => FormattableString.Invariant($"the gateway refused with Error-Cause {cause}"),
    };
}
