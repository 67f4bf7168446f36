using Billing.Contracts.Payments;
using Billing.Core.Notifications;
using Billing.Grains.Payments;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payments;

internal sealed partial class PaymentStore
{
    // Of one statement: what is set aside is set aside with the row that says for whom.
    private const string StartRefundSql = """
        with aside as (
            update payment set refunded = refunded + $3, refunded_tax = refunded_tax + $7, resume_at = null
            where payment_id = $2 and refunded + $3 <= amount and refunded_tax + $7 <= tax
            returning payment_id
        )
        insert into payment_refund (operation_id, payment_id, amount, note, by, created_at, tax, provider_reference, is_dispute)
        select $1, payment_id, $3, $4, $5, $6, $7, $8, $9 from aside
        """;

    private const string RefundColumns = """
        select operation_id, payment_id, amount, tax, note, provider_reference, is_posted, by, decline, is_returned, is_dispute,
               (select p.provider from payment p where p.payment_id = payment_refund.payment_id)
        from payment_refund
        """;

    private const string FindRefundSql = $"{RefundColumns} where operation_id = $1";

    private const string UnpostedSql = $"{RefundColumns} where payment_id = $1 and decline is null and not is_posted";

    private const string DeclinedSql = """
        with freed as (
            update payment_refund set decline = $2 where operation_id = $1 and provider_reference is null and decline is null
            returning payment_id, amount, tax
        )
        update payment p set refunded = p.refunded - f.amount, refunded_tax = p.refunded_tax - f.tax from freed f where p.payment_id = f.payment_id
        """;

    private const string ReturnedSql = """
        with freed as (
            update payment_refund set is_returned = true where operation_id = $1 and not is_returned returning payment_id, amount, tax
        )
        update payment p set refunded = p.refunded - f.amount, refunded_tax = p.refunded_tax - f.tax from freed f where p.payment_id = f.payment_id
        """;

    public async Task<StoredRefund?> StartRefundAsync(
        PaymentView payment, PaymentRefundOrder order, decimal amount, decimal tax, string? providerReference, Instant now, Heard? heard)
    {
        await DoAsync(
            heard, StartRefundSql, order.OperationId, payment.PaymentId, amount, order.Note, order.By, now.ToDateTimeUtc(), tax, providerReference, false);

        return await FindRefundAsync(order.OperationId);
    }

    public async Task<StoredRefund?> StartDisputeAsync(
        PaymentView payment, PaymentRefundOrder order, decimal amount, decimal tax, Instant now, Heard heard, Notice told)
    {
        await TellAsync(
            heard, told, StartRefundSql, order.OperationId, payment.PaymentId, amount, order.Note, order.By, now.ToDateTimeUtc(), tax, order.OperationId, true);

        return await FindRefundAsync(order.OperationId);
    }

    public async Task<StoredRefund?> FindRefundAsync(string operationId) =>
        (await database.ListAsync(FindRefundSql, ReadRefund, operationId)).SingleOrDefault();

    public Task RefundedAsync(string operationId, string providerReference, Heard? heard) =>
        DoAsync(heard, "update payment_refund set provider_reference = $2 where operation_id = $1", operationId, providerReference);

    public Task RefundDeclinedAsync(string operationId, string reason) => DoAsync(null, DeclinedSql, operationId, reason);

    public Task RefundPostedAsync(string operationId) =>
        DoAsync(null, "update payment_refund set is_posted = true where operation_id = $1", operationId);

    public Task RefundReturnedAsync(string operationId, Heard? heard, Notice? told) => TellAsync(heard, told, ReturnedSql, operationId);

    public async Task<IReadOnlyList<StoredRefund>> UnpostedRefundsAsync(long paymentId) =>
        await database.ListAsync(UnpostedSql, ReadRefund, paymentId);

    private static StoredRefund ReadRefund(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetDecimal(2),
        row.GetDecimal(3),
        row.Text(4),
        row.Text(5),
        row.GetBoolean(6),
        row.GetString(7),
        row.Text(8),
        row.GetBoolean(9),
        row.GetBoolean(10),
        row.Text(11));
}
