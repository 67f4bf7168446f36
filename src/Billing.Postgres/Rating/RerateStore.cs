using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Records;
using Billing.Core.Tariffs;
using Billing.Grains.Rating;
using Billing.Postgres.Balances;
using Billing.Postgres.Paging;
using Billing.Postgres.Records;
using Npgsql;

namespace Billing.Postgres.Rating;

internal sealed class RerateStore(Database database) : IRerateStore
{
    private const string Key = "x.session_id, x.part, x.recorded_at";

    private const string Columns = """
        x.session_id, x.part, x.account_id, x.balance_id, b.currency, x.node_id, x.service, x.called_party, x.calling_party,
        x.destination, x.tariff_id, x.rate_id, t.unit, x.started_at, x.from_units, x.used_units, x.amount - coalesce(c.amount, 0),
        coalesce(o.reverted_at >= x.recorded_at, false) or (o.refunds > 0 and coalesce(c.refunded, 0) >= x.amount), x.parts::text,
        coalesce(c.refunded, 0)
        """;

    // What was given back of a record or corrected, and what was done to its session as a whole: few have any of it.
    private const string Joins = """
        join xdr x using (session_id, part, recorded_at)
        join balance b on b.balance_id = x.balance_id
        join tariff t on t.tariff_id = x.tariff_id
        left join lateral (
            select sum(l.amount) as amount, sum(l.amount) filter (where l.reason = 7) as refunded
            from ledger_entry l
            where l.session_id = x.session_id and l.part = x.part and l.reason in (7, 9)
        ) c on true
        cross join lateral (
            select max(p.recorded_at) filter (where p.part = 0) as reverted_at, count(r.operation_id) as refunds
            from operation p
            left join operation r on r.refunds = p.operation_id
            where p.session_id = x.session_id
        ) o
        """;

    private static readonly SortKey[] ByTime =
        [new("x.recorded_at", "timestamptz"), new("x.session_id", "uuid"), new("x.part", "int")];

    public Task<RatedRecord?> FindAsync(Guid sessionId, int part) => new ListQuery(database.Lists, "xdr x")
        .Where("x.session_id = $?", sessionId)
        .Where("x.part = $?", part)
        .FindAsync(Key, Columns, Joins, Read, CancellationToken.None);

    public Task<Page<RatedRecord>> PageAsync(XdrFilter filter, string? cursor) =>
        XdrNarrowing.Narrow(new(database.Lists, "xdr x"), Scope.Everything, filter).PageAsync(
            new PageRequest<XdrSort>(Size: PageRequest<XdrSort>.MostRows, Cursor: cursor), ByTime, Key, Columns, Joins, Read, CancellationToken.None);

    private static RatedRecord Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetInt32(1),
        row.GetInt64(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetString(6),
        row.Text(7),
        row.Text(8),
        row.Text(9),
        row.GetInt64(10),
        row.Number(11),
        (Unit)row.GetInt32(12),
        row.At(13),
        row.GetInt64(14),
        row.GetInt64(15),
        row.GetDecimal(16),
        row.GetBoolean(17),
        PartsJson.Read(row.GetString(18)))
    {
        Refunded = row.GetDecimal(19),
    };
}
