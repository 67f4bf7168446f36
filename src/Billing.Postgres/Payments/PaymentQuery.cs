using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Payments;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Payments;

internal sealed partial class PaymentQuery(Database database) : IPaymentQuery
{
    // The numbers of those that it has settled, apart by a comma.
    private const string Invoices = """
        (select string_agg(i.series || '-' || to_char(i.series_number, 'FM000000'), ', ' order by i.invoice_id)
         from (select s.invoice_id
               from operation x
               join settlement s on s.balance_id = x.balance_id and s.sequence = x.sequence
               where x.operation_id = 'payment-' || p.operation_id and x.balance_id = p.balance_id
               group by s.invoice_id
               having sum(s.amount) <> 0) settled
         join invoice i on i.invoice_id = settled.invoice_id)
        """;

    private const string Columns = $"""
        p.payment_id, p.operation_id, p.balance_id, c.customer_id, c.number, c.name, p.amount, p.currency::text, p.kind, p.method, p.state,
        p.reference, p.provider_reference, p.decline, p.refunded, p.note, p.by, p.created_at,
        {Invoices}
        """;

    private const string Joins = """
        join payment p using (payment_id)
        join balance b on b.balance_id = p.balance_id
        join customer c on c.customer_id = b.customer_id
        """;

    private const string OfCustomer = "p.balance_id = any(array(select balance_id from balance where customer_id = $?))";

    // As in every scope: an account has a balance only when no other draws on it.
    private const string OfAccount = """
        p.balance_id = (
            select a.balance_id from account a
            where a.account_id = $?
                  and not exists (select from account o where o.balance_id = a.balance_id and o.account_id <> a.account_id))
        """;

    private static readonly SortKey[] ByTime = [new("p.created_at", "timestamptz"), new("p.payment_id", "bigint")];

    private static readonly Dictionary<PaymentSort, SortKey[]> Orders = new()
    {
        [PaymentSort.CreatedAt] = ByTime,
        [PaymentSort.Amount] = [new("p.amount", "numeric"), new("p.payment_id", "bigint")],
        [PaymentSort.State] = [new("p.state", "int"), .. ByTime],
    };

    public Task<Page<PaymentRow>> ListAsync(
        Scope scope, PaymentFilter filter, PageRequest<PaymentSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "payment p")
            .Within(scope, OfCustomer, OfAccount)
            .WhereIf(OfCustomer, filter.CustomerId)
            .WhereIf("p.balance_id = $?", filter.BalanceId)
            .WhereIf("p.payment_id = $?", filter.PaymentId)
            .WhereIf("p.auto_payment_id = $?", filter.AutoPaymentId)
            .WhereIf("p.created_at >= $?", filter.From?.ToDateTimeUtc())
            .WhereIf("p.created_at < $?", filter.To?.ToDateTimeUtc())
            .FilterIf("p.kind = $?", (int?)filter.Kind);

        if (TypedText.Of(filter.Text) is { } typed)
        {
            const string Shown = $"""
                p.payment_id::text = $? or exists (select from unnest($?::text[]) way where strpos(lower(p.method), way) > 0) or p.amount = $?
                or strpos(lower({Invoices}), $?) > 0
                """;
            object[] values = [typed.Text, (string[])[typed.Text, .. filter.Ways], filter.TextAmount ?? 0m, typed.Text]; // no payment is of nothing

            // What the staff wrote of a payment is not shown to who pays: nor do they find it out by guessing at it.
            list = scope == Scope.Everything
                ? list.Filter($"({Shown} or strpos(lower(p.reference), $?) > 0)", [.. values, typed.Text])
                : list.Filter($"({Shown})", values);
        }

        list = page.Sort is PaymentSort.Amount
            ? list.FilterIf("p.state = $?", (int?)filter.State)
            : list.WhereIf("p.state = $?", (int?)filter.State);

        return list.PageAsync(page, Orders[page.Sort], "p.payment_id", Columns, Joins, Read, cancellation);
    }

    private static PaymentRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetString(5),
        row.GetDecimal(6),
        row.GetString(7),
        (PaymentMethodKind)row.GetInt32(8),
        row.GetString(9),
        (PaymentState)row.GetInt32(10),
        row.Text(11),
        row.Text(12),
        row.Text(13),
        row.GetDecimal(14),
        row.Text(15),
        row.GetString(16),
        row.At(17),
        row.Text(18));
}
