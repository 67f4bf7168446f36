namespace Billing.Contracts.Accounts;

/// <summary>Reasons of blocks that mean something to the program, as the audit log has them.</summary>
public static class BlockReasons
{
    /// <summary>The subscriber's own block of a line that is lost, which the subscriber may lift again.</summary>
    public const string Lost = "lost: blocked by the subscriber";
}
