namespace Billing.Postgres.Records;

/// <summary>The reason of a ledger entry as it is told.</summary>
internal static class Reasons
{
    /// <summary>
    /// Of <c>ledger_entry e</c>: what coupons take off is stored with the rounding, as an older program stores it. Of an invoice that has
    /// some, the whole is told as that.
    /// </summary>
    public const string OfEntry = """
        case when e.reason = 23 and exists (select from coupon_use u where u.invoice_id = substring(e.operation_id from '^invoice/(\d{1,18})/')::bigint)
             then 25 else e.reason end
        """;
}
