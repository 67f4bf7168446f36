using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Payers;

internal sealed class PayerQuery(Database database) : IPayerQuery
{
    private const string PlansSql = "select distinct on (name) plan_id, currency::text, terms::text from plan where currency = $1 order by name, plan_id desc";
    private const string ClassesSql = "select distinct name from customer_class order by name";

    private const string BillRunsSql = """
        select r.bill_run_id, r.class, r.is_dry_run, r.ends_on, r.payers, r.looked,
               (select count(*)::int from bill_run_failure f where f.bill_run_id = r.bill_run_id), r.begun_at, r.ended_at
        from bill_run r order by r.begun_at desc limit $1
        """;

    private const string FailuresSql = """
        select f.balance_id, c.customer_id, c.number, c.name, f.reason, f.failed_at
        from bill_run_failure f
        join balance b on b.balance_id = f.balance_id
        join customer c on c.customer_id = b.customer_id
        where f.bill_run_id = $1 order by f.balance_id limit 1000
        """;

    public Task<IReadOnlyList<PlanRow>> PlansAsync(string currency, CancellationToken cancellation) => RowsAsync(
        PlansSql, row => new PlanRow(row.GetInt64(0), row.GetString(1), PayerJson.Read<SubscriptionTerms>(row.GetString(2))), cancellation, currency);

    public Task<IReadOnlyList<string>> ClassesAsync(CancellationToken cancellation) => RowsAsync(ClassesSql, row => row.GetString(0), cancellation);

    public Task<IReadOnlyList<BillRunRow>> BillRunsAsync(int most, CancellationToken cancellation) => RowsAsync(
        BillRunsSql,
        row => new BillRunRow(
            row.GetString(0), row.Text(1), row.GetBoolean(2), PayerRows.Day(row, 3)!.Value, row.GetInt64(4), row.GetInt64(5), row.GetInt32(6), row.At(7),
            row.IsDBNull(8) ? null : row.At(8)),
        cancellation,
        most);

    public Task<IReadOnlyList<BillRunFailureRow>> FailuresAsync(string billRun, CancellationToken cancellation) => RowsAsync(
        FailuresSql,
        row => new BillRunFailureRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.At(5)),
        cancellation,
        billRun);

    private async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] values)
    {
        await using var command = database.Read.Command(sql, values);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();

        while (await row.ReadAsync(cancellation))
        {
            rows.Add(read(row));
        }

        return rows;
    }
}
