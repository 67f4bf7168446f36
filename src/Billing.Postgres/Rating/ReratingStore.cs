using System.Collections.Immutable;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Grains.Rating;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using NodaTime;

namespace Billing.Postgres.Rating;

internal sealed class ReratingStore(Database database) : IReratingStore
{
    private const string FindSql = """
        select filter::text, by, looked, equal, different, problems, is_cut, problem, begun_at, reviewed_at, posted_by, note,
               post_begun_at, posted, failed, ended_at, pages, cursor, posted_through
        from rerating
        where rerating_id = $1
        """;

    private const string UnfinishedSql = """
        select rerating_id
        from rerating
        where case when post_begun_at is null then reviewed_at else ended_at end is null
        order by begun_at
        limit $1
        """;

    private const string BeginSql = """
        insert into rerating (rerating_id, filter, by, begun_at) values ($1, $2::text::jsonb, $3, $4) on conflict do nothing
        """;

    private const string MoveSql = """
        update rerating
        set pages = pages + 1, looked = looked + $3, equal = equal + $3 - $4 - $5, different = different + $4, problems = problems + $5,
            cursor = $6, reviewed_at = $7, is_cut = $8
        where rerating_id = $1 and pages = $2 and reviewed_at is null
        returning different + problems - $4 - $5
        """;

    private const string RowsSql = """
        insert into rerating_row
            (rerating_id, number, session_id, part, account_id, balance_id, service, started_at, currency, was, becomes, before, after, problem,
             refunded)
        select $1, $2 + r.at, r.session_id, r.part, r.account_id, r.balance_id, r.service, r.started_at, r.currency, r.was, r.becomes, r.before,
               r.after, r.problem, r.refunded
        from unnest($3::uuid[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::timestamptz[], $9::text[], $10::numeric[], $11::numeric[],
                    $12::text[], $13::text[], $14::int[], $15::numeric[]) with ordinality
             as r(session_id, part, account_id, balance_id, service, started_at, currency, was, becomes, before, after, problem, refunded, at)
        """;

    private const string BeginPostSql = """
        update rerating
        set posted_by = $2, note = $3, post_begun_at = $4
        where rerating_id = $1 and reviewed_at is not null and post_begun_at is null and problem is null
        returning different, problems, looked
        """;

    private const string DueSql = """
        select number, balance_id, session_id, part, becomes, refunded
        from rerating_row
        where rerating_id = $1 and number > $2 and becomes is not null
        order by number
        limit $3
        """;

    private const string NoteSql = """
        with moved as (
            update rerating
            set posted_through = $3, posted = posted + $4, failed = failed + $5
            where rerating_id = $1 and posted_through = $2
            returning rerating_id
        )
        update rerating_row r
        set posted = d.posted, sequence = d.sequence, problem = d.problem
        from moved m, unnest($6::int[], $7::numeric[], $8::bigint[], $9::int[]) as d(number, posted, sequence, problem)
        where r.rerating_id = m.rerating_id and r.number = d.number
        """;

    public async Task<StoredRerating?> FindAsync(string key)
    {
        var found = await database.ListAsync(
            FindSql,
            row => new StoredRerating(
                new(
                    key, row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetBoolean(6),
                    row.Text(7), row.At(8), row.AtOrNull(9), row.Text(10), row.Text(11), row.AtOrNull(12), row.GetInt32(13), row.GetInt32(14),
                    row.AtOrNull(15)),
                row.GetInt32(16),
                row.Text(17),
                row.GetInt32(18)),
            key);

        return found is [var one] ? one : null;
    }

    public async Task<IReadOnlyList<string>> UnfinishedAsync(int most) => await database.ListAsync(UnfinishedSql, row => row.GetString(0), most);

    public async Task BeginAsync(string key, ReratingOrder order, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        if (await connection.DoAsync(BeginSql, key, order.Filter, order.By, now.ToDateTimeUtc()) > 0)
        {
            await new AuditLine(
                now, order.By, "rerate", EntityKinds.Rerating, key, "rerate usage records: dry run begun", NewJson: order.Filter).WriteAsync(connection);
        }

        await transaction.CommitAsync();
    }

    public async Task<bool> AddAsync(string key, int page, ReviewedPage content, Instant? reviewedAt, bool isCut)
    {
        var rows = content.Rows;
        var problems = rows.Count(row => row.View.Becomes is null);
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var move = connection.Command(
            MoveSql, key, page, content.Looked, rows.Length - problems, problems, content.Cursor, reviewedAt?.ToDateTimeUtc(), isCut);

        if (await move.ExecuteScalarAsync() is not int before)
        {
            return false;
        }

        await connection.DoAsync(
            RowsSql,
            key,
            before,
            rows.Select(row => row.Record.SessionId).ToArray(),
            rows.Select(row => row.Record.Part).ToArray(),
            rows.Select(row => row.Record.AccountId).ToArray(),
            rows.Select(row => row.Record.BalanceId).ToArray(),
            rows.Select(row => row.Record.Service).ToArray(),
            rows.Select(row => row.Record.StartedAt.ToDateTimeUtc()).ToArray(),
            rows.Select(row => row.Record.Currency).ToArray(),
            rows.Select(row => row.View.Was).ToArray(),
            rows.Select(row => row.View.Becomes).ToArray(),
            rows.Select(row => row.View.Before).ToArray(),
            rows.Select(row => row.View.After).ToArray(),
            rows.Select(row => (int?)row.View.Problem).ToArray(),
            rows.Select(row => row.View.Refunded).ToArray());
        await transaction.CommitAsync();

        return true;
    }

    public Task FailAsync(string key, string problem, Instant now) => database.DoAsync(
        "update rerating set problem = $2, reviewed_at = $3 where rerating_id = $1 and reviewed_at is null", key, problem, now.ToDateTimeUtc());

    public async Task BeginPostAsync(string key, ReratingPost order, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var begin = connection.Command(BeginPostSql, key, order.By, order.Note, now.ToDateTimeUtc()))
        {
            await using var row = await begin.ExecuteReaderAsync();

            if (!await row.ReadAsync())
            {
                return;
            }

            var (different, problems, looked) = (row.GetInt32(0), row.GetInt32(1), row.GetInt32(2));
            await row.CloseAsync();
            await new AuditLine(
                now, order.By, "rerate-post", EntityKinds.Rerating, key, $"post re-rating: {different} of {looked} records differ, {order.Note}",
                NewJson: JsonSerializer.Serialize(new { looked, different, problems, note = order.Note })).WriteAsync(connection);
        }

        await transaction.CommitAsync();
    }

    public async Task<IReadOnlyList<PostableRow>> DueAsync(string key, int after, int most) => await database.ListAsync(
        DueSql,
        row => new PostableRow(row.GetInt32(0), row.GetInt64(1), row.GetGuid(2), row.GetInt32(3), row.GetDecimal(4), row.IsDBNull(5) ? null : row.GetDecimal(5)),
        key,
        after,
        most);

    public async Task<bool> NoteAsync(string key, int after, ImmutableArray<PostedRow> rows)
    {
        var failed = rows.Count(row => row.Problem is not null);
        await using var command = database.Read.Command(
            NoteSql,
            key,
            after,
            rows[^1].Number,
            rows.Length - failed,
            failed,
            rows.Select(row => row.Number).ToArray(),
            rows.Select(row => row.Posted).ToArray(),
            rows.Select(row => row.Sequence).ToArray(),
            rows.Select(row => (int?)row.Problem).ToArray());

        return await command.ExecuteNonQueryAsync() > 0;
    }

    public Task EndAsync(string key, Instant now) => database.DoAsync(
        "update rerating set ended_at = $2 where rerating_id = $1 and ended_at is null", key, now.ToDateTimeUtc());
}
