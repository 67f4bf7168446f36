using Billing.Contracts.Jobs;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Jobs;

/// <summary>The newest of each kind by an index on when it began.</summary>
internal sealed class JobQuery(Database database) : IJobQuery
{
    private const string ListSql = """
        select * from (
            (select 0 as kind, i.file_name || ' → ' || t.name as name, i.tariff_id || '/import?import=' || i.rate_import_id || '&pieces=' || i.pieces as key, i.by,
                    case when i.state in (2, 4) then 0 when i.state in (1, 3) then 1 when i.state = 5 and i.rejected = 0 then 2 when i.state = 5 then 3 else 4 end as state,
                    (i.rows - i.rejected)::bigint as done, i.rows::bigint as total, i.problem, i.begun_at, i.ended_at, null::timestamptz as since, null::timestamptz as until
             from rate_import i join tariff t on t.tariff_id = i.tariff_id
             order by i.begun_at desc limit $1)
            union all
            (select 1, r.bill_run_id, r.bill_run_id, r.by,
                    case when r.ended_at is null then 0 when f.failed > 0 then 3 else 2 end,
                    r.looked, r.payers, case when f.failed > 0 then f.failed || ' failed' end, r.begun_at, r.ended_at, null, null
             from (select * from bill_run order by begun_at desc limit $1) r
             cross join lateral (select count(*) as failed from bill_run_failure f where f.bill_run_id = r.bill_run_id) f)
            union all
            (select 2, d.reason, d.bulk_disconnect_id, d.by,
                    case when d.ended_at is null then 0 when d.acknowledged < d.done then 3 else 2 end,
                    d.done, cardinality(d.sessions), case when d.acknowledged < d.done then (d.done - d.acknowledged) || ' not acknowledged' end, d.begun_at, d.ended_at, null, null
             from bulk_disconnect d
             order by d.begun_at desc limit $1)
            union all
            (select 3, e.name, e.export_id, e.by,
                    case when e.ended_at is null then 0 when e.problem is null then 2 when e.rows > 0 then 3 else 4 end,
                    e.rows, case when e.ended_at is not null then e.rows end, e.problem, e.begun_at, e.ended_at, null, null
             from export_job e
             where e.customer_id is null and e.account_id is null
             order by e.begun_at desc limit $1)
            union all
            (select 4, left(r.filter ->> 'From', 10) || ' – ' || left(r.filter ->> 'To', 10), r.rerating_id, coalesce(r.posted_by, r.by),
                    case when r.problem is not null then 4
                         when r.reviewed_at is null or r.post_begun_at is not null and r.ended_at is null then 0
                         when r.post_begun_at is null and r.different > 0 then 1
                         when r.failed > 0 then 3 else 2 end,
                    case when r.post_begun_at is null then r.looked else r.posted + r.failed end,
                    case when r.post_begun_at is not null then r.different when r.reviewed_at is not null then r.looked end,
                    coalesce(r.problem, case when r.failed > 0 then r.failed || ' not posted' end), r.begun_at, coalesce(r.ended_at, case when r.post_begun_at is null then r.reviewed_at end),
                    (r.filter ->> 'From')::timestamptz, (r.filter ->> 'To')::timestamptz
             from rerating r
             order by r.begun_at desc limit $1)
            union all
            (select d.kind, d.name, d.desk_job_id, d.by, case when d.ended_at is null then 0 when d.problem is null then 2 else 4 end,
                    d.done, d.total, d.problem, d.begun_at, d.ended_at, null, null
             from desk_job d
             order by d.begun_at desc limit $1)
        ) j
        order by begun_at desc
        """;

    public Task<IReadOnlyList<JobRow>> ListAsync(int most, CancellationToken cancellation) => database.Lists.ListAsync(ListSql, Read, cancellation, most);

    private static JobRow Read(NpgsqlDataReader row) => new(
        (JobKind)row.GetInt32(0), row.GetString(1), row.GetString(2), row.Text(3), (JobState)row.GetInt32(4), row.GetInt64(5), row.Number(6), row.Text(7),
        row.At(8), row.AtOrNull(9), row.AtOrNull(10), row.AtOrNull(11));
}
