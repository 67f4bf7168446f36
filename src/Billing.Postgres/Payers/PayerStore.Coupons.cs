using Billing.Core.Amounts;
using Billing.Core.Invoices;
using Billing.Postgres.Changes;
using NodaTime;

namespace Billing.Postgres.Payers;

// What is taken off invoices.
internal sealed partial class PayerStore
{
    private const string CouponUsesSql = "select coupon_id, amount from coupon_use where invoice_id = $1 order by coupon_id";

    private const string UsedCouponsSql = $"""
        select {CouponRows.Columns} from {CouponRows.Coupons}
        where c.coupon_id in (select coupon_id from coupon_use where invoice_id = $1) order by c.coupon_id
        """;

    private const string CouponSql = $"select {CouponRows.Columns}, c.given_at from {CouponRows.Coupons} where c.operation_id = $1";

    private const string UnknownPlanSql = """
        select n.name from unnest($1::text[]) with ordinality as n(name, number)
        where not exists (select from plan p where p.name = n.name and p.currency = $2) order by n.number limit 1
        """;

    private const string CouponEndedSql = "select ended_at is not null from coupon where balance_id = $1 and coupon_id = $2";

    public async Task<IReadOnlyList<CouponUse>> CouponUsesAsync(long invoiceId) =>
        await _database.ListAsync(CouponUsesSql, row => new CouponUse(row.GetInt64(0), row.GetDecimal(1)), invoiceId);

    public async Task<IReadOnlyList<Coupon>> UsedCouponsAsync(long invoiceId) => await _database.ListAsync(UsedCouponsSql, CouponRows.Read, invoiceId);

    public async Task<(long BalanceId, Coupon Coupon, Instant GivenAt)?> CouponAsync(string operationId) =>
        await _database.ListAsync(CouponSql, row => (row.GetInt64(0), CouponRows.Read(row), Instant.FromDateTimeUtc(row.GetDateTime(11))), operationId) is [var found]
            ? found with { Item2 = found.Item2 with { TakenOff = 0, Times = 0 } }
            : null;

    public async Task<string?> UnknownPlanAsync(IReadOnlyCollection<string> names, Currency currency) =>
        (await _database.ListAsync(UnknownPlanSql, row => row.GetString(0), names.ToArray(), currency.Code)).FirstOrDefault();

    public async Task<bool?> IsCouponEndedAsync(long balanceId, long couponId) =>
        await _database.ListAsync(CouponEndedSql, row => row.GetBoolean(0), balanceId, couponId) is [var isEnded] ? isEnded : null;
}
