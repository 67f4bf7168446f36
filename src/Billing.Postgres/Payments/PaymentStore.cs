using Billing.Contracts.Payments;
using Billing.Grains.Payments;
using Billing.Postgres.Changes;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payments;

internal sealed class PaymentStore(Database database) : IPaymentStore
{
    private const string GetSql = """
        select payment_id, operation_id, balance_id, amount, currency, kind, method, state, provider_reference, decline, refunded, created_at, by
        from payment
        where operation_id = $1
        """;

    private const string StartSql = """
        insert into payment (operation_id, balance_id, amount, currency, kind, method, reference, note, state, provider, by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11)
        on conflict (operation_id) do nothing
        """;

    private const string MoveSql = """
        update payment set state = $2, provider_reference = $3, decline = $4, ended_at = case when $2 in (4, 5) then $5 end
        where payment_id = $1
        """;

    // Of one statement: what is set aside is set aside with the row that says for whom.
    private const string StartRefundSql = """
        with aside as (
            update payment set refunded = refunded + $3 where payment_id = $2 and refunded + $3 <= amount returning payment_id
        )
        insert into payment_refund (operation_id, payment_id, amount, note, by, created_at) select $1, payment_id, $3, $4, $5, $6 from aside
        """;

    private const string FindRefundSql = """
        select operation_id, payment_id, amount, note, provider_reference, is_posted, by from payment_refund where operation_id = $1
        """;

    private const string InterruptedSql = """
        select operation_id from payment where state in (2, 3) and created_at < $1 order by created_at limit $2
        """;

    public async Task<PaymentView?> GetAsync(string operationId) => (await database.ListAsync(GetSql, Read, operationId)).SingleOrDefault();

    public async Task<PaymentView> StartAsync(
        string operationId, TopUpOrder order, string currency, string method, string? provider, Instant now)
    {
        await DoAsync(
            StartSql,
            operationId,
            order.BalanceId,
            order.Amount,
            currency,
            (int)order.Method.Kind,
            method,
            order.Method.Reference,
            order.Note,
            provider,
            order.By,
            now.ToDateTimeUtc());

        return (await GetAsync(operationId))!;
    }

    public Task MoveAsync(long paymentId, PaymentState state, string? providerReference, string? decline, Instant now) =>
        DoAsync(MoveSql, paymentId, (int)state, providerReference, decline, now.ToDateTimeUtc());

    public async Task<StoredRefund?> StartRefundAsync(PaymentView payment, PaymentRefundOrder order, decimal amount, Instant now)
    {
        await DoAsync(StartRefundSql, order.OperationId, payment.PaymentId, amount, order.Note, order.By, now.ToDateTimeUtc());

        return await FindRefundAsync(order.OperationId);
    }

    public async Task<StoredRefund?> FindRefundAsync(string operationId) => (await database.ListAsync(
        FindRefundSql,
        row => new StoredRefund(
            row.GetString(0),
            row.GetInt64(1),
            row.GetDecimal(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetBoolean(5),
            row.GetString(6)),
        operationId)).SingleOrDefault();

    public Task RefundedAsync(string operationId, string providerReference) =>
        DoAsync("update payment_refund set provider_reference = $2 where operation_id = $1", operationId, providerReference);

    public Task RefundPostedAsync(string operationId) =>
        DoAsync("update payment_refund set is_posted = true where operation_id = $1", operationId);

    public async Task<IReadOnlyList<string>> InterruptedAsync(Instant before, int most) =>
        await database.ListAsync(InterruptedSql, row => row.GetString(0), before.ToDateTimeUtc(), most);

    private async Task DoAsync(string sql, params object?[] values)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await connection.DoAsync(sql, values);
    }

    private static PaymentView Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetDecimal(3),
        row.GetString(4),
        (PaymentMethodKind)row.GetInt32(5),
        row.GetString(6),
        (PaymentState)row.GetInt32(7),
        row.IsDBNull(8) ? null : row.GetString(8),
        row.IsDBNull(9) ? null : row.GetString(9),
        row.GetDecimal(10),
        Instant.FromDateTimeUtc(row.GetDateTime(11)),
        row.GetString(12));
}
