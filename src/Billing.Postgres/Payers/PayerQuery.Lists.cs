using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Postgres.Customers;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Payers;

internal sealed partial class PayerQuery
{
    private const string RunColumns = """
        r.bill_run_id, r.class, r.is_dry_run, r.ends_on, r.payers, r.looked,
        (select count(*)::int from bill_run_failure f where f.bill_run_id = r.bill_run_id), r.begun_at, r.ended_at
        """;

    private const string ParkedColumns = "p.balance_id, c.customer_id, c.number, c.name, p.class, p.parked, p.next_due_at";

    private const string ParkedJoins = """
        join payer p using (balance_id)
        join balance b on b.balance_id = p.balance_id
        join customer c on c.customer_id = b.customer_id
        """;

    private static readonly SortKey[] ByBegin = [new("r.begun_at", "timestamptz"), new("r.bill_run_id", "text")];

    private static readonly SortKey[] ByRetry = [new("p.next_due_at", "timestamptz"), new("p.balance_id", "bigint")];

    public Task<Page<BillRunRow>> BillRunsAsync(BillRunFilter filter, PageRequest<BillRunSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "bill_run r")
            .FilterIf("r.class = $?", filter.Class)
            .FilterIf("r.is_dry_run = $?", filter.IsDryRun)
            .FilterIf("(r.ended_at is null) = $?", filter.IsRunning);

        return list.PageAsync(page, ByBegin, "r.bill_run_id", RunColumns, "join bill_run r using (bill_run_id)", ReadRun, cancellation);
    }

    public Task<Page<ParkedRow>> ParkedAsync(ParkedFilter filter, PageRequest<ParkedSort> page, CancellationToken cancellation) =>
        CustomerText.Payers(new ListQuery(database.Lists, "payer p").Where("p.parked is not null").FilterIf("p.class = $?", filter.Class), "p", filter.Text)
            .PageAsync(
                page,
                ByRetry,
                "p.balance_id",
                ParkedColumns,
                ParkedJoins,
                row => new ParkedRow(
                    row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.At(6)),
                cancellation);

    private static BillRunRow ReadRun(NpgsqlDataReader row) => new(
        row.GetString(0), row.Text(1), row.GetBoolean(2), PayerRows.Day(row, 3)!.Value, row.GetInt64(4), row.GetInt64(5), row.GetInt32(6), row.At(7), row.AtOrNull(8));
}
