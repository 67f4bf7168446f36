using Billing.Core.Invoices;
using Npgsql;

namespace Billing.Postgres.Payers;

/// <summary>Reads coupons with what they have taken off by now: off invoices that are not void.</summary>
internal static class CouponRows
{
    public const string Columns = """
        c.balance_id, c.coupon_id, c.name, c.percent, c.amount, c.carries_on, c.invoices, c.until_on, u.amount, u.times, c.plans
        """;

    public const string Coupons = """
        coupon c
        cross join lateral (
            select coalesce(sum(u.amount), 0) as amount, count(*)::int as times
            from coupon_use u join invoice i using (invoice_id)
            where u.coupon_id = c.coupon_id and i.void_reason is null
        ) u
        """;

    public static Coupon Read(NpgsqlDataReader row) => new()
    {
        CouponId = row.GetInt64(1),
        Name = row.GetString(2),
        Percent = row.GetDecimal(3),
        Amount = row.GetDecimal(4),
        CarriesOn = row.GetBoolean(5),
        Invoices = row.IsDBNull(6) ? null : row.GetInt32(6),
        Until = PayerRows.Day(row, 7),
        TakenOff = row.GetDecimal(8),
        Times = row.GetInt32(9),
        Plans = row.IsDBNull(10) ? [] : [.. row.GetFieldValue<string[]>(10)],
    };
}
