namespace Billing.Contracts.Accounts;

/// <summary>The access codes that mean something by themselves; others, such as roaming zones, are names that an operator gives.</summary>
public static class AccessCodes
{
    /// <summary>A call that the account makes: what a call is unless the gateway's profile says otherwise.</summary>
    public const string Outgoing = "OUTGOING";

    /// <summary>A call that the account receives.</summary>
    public const string Incoming = "INCOMING";
}
