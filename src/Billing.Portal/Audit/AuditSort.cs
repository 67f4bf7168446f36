namespace Billing.Portal.Audit;

/// <summary>The one order of the log: the newest first.</summary>
public enum AuditSort
{
    At,
}
