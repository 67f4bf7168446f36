namespace Billing.Postgres.Records;

/// <summary>The reason of a ledger entry as it is told.</summary>
internal static class Reasons
{
    /// <summary>Of <c>ledger_entry e</c>: what coupons take off is stored as a rounding, which it is for an older program.</summary>
    public const string OfEntry = "case when e.reason = 23 and e.operation_id like 'invoice/%coupons' then 25 else e.reason end";
}
