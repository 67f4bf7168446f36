namespace Billing.Radius.Server.Nodes;

/// <summary>What a packet asks for, as far as it is counted apart.</summary>
public enum RequestCode
{
    /// <summary>It is none of the others, or was refused before that was known.</summary>
    Other,

    AccessRequest,
    AccountingRequest,
    StatusServer,
}

internal static class RequestCodes
{
    public static RequestCode Of(RadiusCode code) => code switch
    {
        RadiusCode.AccessRequest => RequestCode.AccessRequest,
        RadiusCode.AccountingRequest => RequestCode.AccountingRequest,
        RadiusCode.StatusServer => RequestCode.StatusServer,
        _ => RequestCode.Other,
    };

    /// <summary>As the RFCs write it.</summary>
    public static string Name(this RequestCode code) => code switch
    {
        RequestCode.AccessRequest => "Access-Request",
        RequestCode.AccountingRequest => "Accounting-Request",
        RequestCode.StatusServer => "Status-Server",
        _ => "other",
    };
}
