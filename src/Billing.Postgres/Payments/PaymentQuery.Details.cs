using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Payments;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Payments;

// What became of one payment: its entry, what that settles, what of it was given back.
internal sealed partial class PaymentQuery
{
    private const string DetailsSql = """
        select p.tax, p.taxes::text, x.sequence, c.remaining, p.auto_payment_id, i.series || '-' || to_char(i.series_number, 'FM000000'),
               case when m.state = 3 then coalesce(m.reason, '') end
        from payment p
        left join auto_payment o on o.auto_payment_id = p.auto_payment_id
        left join invoice i on i.invoice_id = o.invoice_id
        left join payment_method m on m.payment_method_id = p.payment_method_id
        left join operation x on x.operation_id = 'payment-' || p.operation_id and x.balance_id = p.balance_id
        left join payer_credit c on c.balance_id = p.balance_id and c.sequence = x.sequence
        where p.payment_id = $1
        """;

    private const string AllocationsSql = """
        select i.series || '-' || to_char(i.series_number, 'FM000000'), s.amount
        from (select invoice_id, sum(amount) as amount from settlement where balance_id = $1 and sequence = $2 group by invoice_id) s
        join invoice i on i.invoice_id = s.invoice_id
        where s.amount <> 0
        order by i.invoice_id
        """;

    private const string ByHandSql = """
        select s.operation_id, array_agg(i.series || '-' || to_char(i.series_number, 'FM000000') order by i.invoice_id), sum(s.amount), max(s.made_at)
        from settlement s
        join invoice i on i.invoice_id = s.invoice_id
        where s.balance_id = $1 and s.sequence = $2 and s.amount > 0 and s.operation_id is not null and s.operation_id not like '%/undo'
          and not exists (select 1 from settlement u where u.operation_id = s.operation_id || '/undo')
        group by s.operation_id
        order by max(s.settlement_id) desc
        """;

    private const string RefundsSql = """
        select operation_id, amount, tax, note, provider_reference, is_posted, decline, is_returned, by, created_at, is_dispute
        from payment_refund
        where payment_id = $1
        order by created_at, operation_id
        """;

    public async Task<PaymentDetails?> FindAsync(Scope scope, long paymentId, CancellationToken cancellation)
    {
        var row = await new ListQuery(database.Lists, "payment p")
            .Within(scope, OfCustomer, OfAccount)
            .Where("p.payment_id = $?", paymentId)
            .FindAsync("p.payment_id", Columns, Joins, Read, cancellation);

        if (row is null)
        {
            return null;
        }

        var more = (await database.Lists.ListAsync(DetailsSql, ReadMore, cancellation, paymentId))[0];
        var allocations = more.Sequence is { } sequence
            ? await database.Lists.ListAsync(
                AllocationsSql, one => new PaymentAllocation(one.GetString(0), one.GetDecimal(1)), cancellation, row.BalanceId, sequence)
            : [];
        var byHand = more.Sequence is { } entry ? await database.Lists.ListAsync(ByHandSql, ReadByHand, cancellation, row.BalanceId, entry) : [];
        var refunds = await database.Lists.ListAsync(RefundsSql, ReadRefund, cancellation, paymentId);

        return new(
            row, more.Tax, more.Taxes, more.Sequence, allocations, more.Unallocated, refunds, more.AutoPaymentId, more.Invoice, more.CardProblem)
        {
            ByHand = byHand,
        };
    }

    private static (decimal Tax, ImmutableArray<TaxPart> Taxes, long? Sequence, decimal? Unallocated, long? AutoPaymentId, string? Invoice, string? CardProblem)
        ReadMore(NpgsqlDataReader row) => (
            row.GetDecimal(0),
            TaxJson.Read(row.GetString(1)),
            row.IsDBNull(2) ? null : row.GetInt64(2),
            row.IsDBNull(3) ? null : row.GetDecimal(3),
            row.IsDBNull(4) ? null : row.GetInt64(4),
            row.Text(5),
            row.Text(6));

    private static PaymentAllocationByHand ReadByHand(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetFieldValue<string[]>(1), row.GetDecimal(2), row.At(3));

    private static PaymentRefundRow ReadRefund(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetDecimal(1),
        row.GetDecimal(2),
        row.Text(3),
        row.Text(4),
        row.GetBoolean(5),
        row.Text(6),
        row.GetBoolean(7),
        row.GetString(8),
        row.At(9))
    {
        IsDispute = row.GetBoolean(10),
    };
}
