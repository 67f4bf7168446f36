using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Grains.Payers;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using NodaTime;
using NodaTime.Text;

namespace Billing.Postgres.Payers;

internal sealed partial class BillRunStore(Database database) : IBillRunStore
{
    private const string BeginSql = """
        insert into bill_run (bill_run_id, class, is_dry_run, ends_on, payers, begun_at, by)
        select $1, $2, $3, $4, (select count(*) from payer where open_from < $4 and ($2::text is null or class = $2)), $5, $6
        on conflict do nothing
        """;

    // What was issued is counted where it is, so a run that was killed before it noted an invoice counts it all the same.
    private const string FindSql = """
        select r.class, r.is_dry_run, r.ends_on, r.cursor_id, r.payers, r.looked,
               case when r.is_dry_run then r.found else i.invoices end, case when r.is_dry_run then r.total else i.total end, r.begun_at, r.ended_at,
               array(select f.balance_id from bill_run_failure f where f.bill_run_id = $1 order by f.balance_id),
               array(select f.reason from bill_run_failure f where f.bill_run_id = $1 order by f.balance_id),
               (select count(*) from bill_run_hold h join payer p on p.balance_id = h.balance_id and p.open_from = h.period_from
                where h.period_from < r.ends_on and (r.class is null or p.class = r.class))
        from bill_run r
        cross join lateral (select count(*) as invoices, coalesce(sum(total), 0) as total from invoice where bill_run_id = $1) i
        where r.bill_run_id = $1
        """;

    private const string PageSql = """
        select p.balance_id
        from payer p
        join bill_run r on r.bill_run_id = $1
        where p.balance_id > $2 and p.open_from < r.ends_on and (r.class is null or p.class = r.class)
        order by p.balance_id
        limit $3
        """;

    // A run that was killed has billed payers that it had not noted yet: they are not among those that are left.
    private const string RecountSql = """
        update bill_run r
        set looked = greatest(0, r.payers - (select count(*) from payer p
                                 where p.balance_id > r.cursor_id and p.open_from < r.ends_on and (r.class is null or p.class = r.class)))
        where r.bill_run_id = $1
        """;

    private const string NoteSql = """
        with failed as (
            insert into bill_run_failure (bill_run_id, balance_id, reason, failed_at)
            select $1, balance_id, reason, $8::timestamptz from unnest($6::bigint[], $7::text[]) as f(balance_id, reason)
            on conflict do nothing
        ), drafted as (
            insert into bill_run_draft (bill_run_id, balance_id, period_from, period_to, currency, total, amount_due, last_total)
            select $1, d.*, (
                select i.total from invoice i
                where i.balance_id = d.balance_id and i.kind = 1 and i.void_reason is null and i.period_from < d.period_from
                order by i.period_from desc, i.invoice_id desc limit 1)
            from unnest($9::bigint[], $10::date[], $11::date[], $12::text[], $13::numeric[], $14::numeric[])
                as d(balance_id, period_from, period_to, currency, total, amount_due)
            on conflict do nothing
        ), mended as (
            delete from bill_run_failure where bill_run_id = $1 and balance_id = $15::bigint
        )
        update bill_run set cursor_id = coalesce($2::bigint, cursor_id), looked = looked + $3, found = found + $4, total = total + $5 where bill_run_id = $1
        """;

    public async Task<StoredBillRun?> FindAsync(string name)
    {
        await using var command = database.Read.Command(FindSql, name);
        await using var row = await command.ExecuteReaderAsync();

        if (!await row.ReadAsync())
        {
            return null;
        }

        var order = new BillRunOrder(row.IsDBNull(0) ? null : row.GetString(0), LocalDatePattern.Iso.Format(PayerRows.Day(row, 2)!.Value), row.GetBoolean(1));
        var failures = row.GetFieldValue<long[]>(10).Zip(row.GetFieldValue<string[]>(11), (balanceId, reason) => new BillRunFailure(balanceId, reason));

        return new(
            new(
                name, order, row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetDecimal(7), row.At(8), row.AtOrNull(9), [.. failures])
            {
                Held = row.GetInt64(12),
            },
            row.GetInt64(3));
    }

    public async Task BeginAsync(string name, BillRunOrder order, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var begun = await connection.DoAsync(
            BeginSql, name, order.Class, order.IsDryRun, LocalDatePattern.Iso.Parse(order.EndsOnDay).Value.ToDateOnly(), now.ToDateTimeUtc(), order.By);

        if (begun == 1 && order.By is { } by)
        {
            await new AuditLine(
                now, by, order.IsDryRun ? "compute" : "issue", EntityKinds.BillRun, name,
                $"{(order.IsDryRun ? "computed" : "began to issue")} the invoices of {(order.Class is { } of ? $"class {of}" : "all classes")} until {order.EndsOnDay}: {name}")
                .WriteAsync(connection);
        }

        await transaction.CommitAsync();
    }

    public Task RecountAsync(string name) => database.DoAsync(RecountSql, name);

    public async Task<IReadOnlyList<long>> PageAsync(string name, long after, int most) =>
        await database.ListAsync(PageSql, row => row.GetInt64(0), name, after, most);

    public Task NoteAsync(string name, long cursor, int looked, Billed billed, IReadOnlyCollection<BillRunFailure> failures, Instant now) =>
        NoteAsync(name, cursor, looked, billed, failures, now, null);

    public Task EndAsync(string name, Instant now) => database.DoAsync("update bill_run set ended_at = $2 where bill_run_id = $1", name, now.ToDateTimeUtc());

    public Task MendAsync(string name, long balanceId, Billed billed) => NoteAsync(name, null, 0, billed, [], null, balanceId);

    public async Task<IReadOnlyList<string>> UnfinishedAsync() =>
        await database.ListAsync("select bill_run_id from bill_run where ended_at is null order by begun_at", row => row.GetString(0));

    private Task<int> NoteAsync(
        string name, long? cursor, int looked, Billed billed, IReadOnlyCollection<BillRunFailure> failures, Instant? now, long? mended)
    {
        var drafts = billed.Drafts.IsDefault ? [] : billed.Drafts;

        return database.DoAsync(
            NoteSql,
            name,
            cursor,
            (long)looked,
            (long)billed.Invoices,
            billed.Total,
            failures.Select(one => one.BalanceId).ToArray(),
            failures.Select(one => one.Reason).ToArray(),
            now?.ToDateTimeUtc(),
            drafts.Select(one => one.BalanceId).ToArray(),
            drafts.Select(one => Date(one.FromDay)).ToArray(),
            drafts.Select(one => Date(one.ToDay)).ToArray(),
            drafts.Select(one => one.Currency).ToArray(),
            drafts.Select(one => one.Total).ToArray(),
            drafts.Select(one => one.AmountDue).ToArray(),
            mended);
    }

    private static DateOnly Date(string day) => LocalDatePattern.Iso.Parse(day).Value.ToDateOnly();
}
