using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Records;
using Billing.Core.Tariffs;
using Billing.Postgres.Balances;
using Billing.Postgres.Paging;
using Billing.Postgres.Tariffs;
using Npgsql;

namespace Billing.Postgres.Records;

internal sealed class XdrQuery(Database database, XdrSums sums) : IXdrQuery
{
    private const string Key = "x.session_id, x.part, x.recorded_at";

    private const string Columns = """
        x.session_id, x.part, x.service, x.account_id, a.login, a.customer_id, c.name, x.balance_id,
        coalesce(x.called_number, x.called_party), x.calling_party, x.destination, d.description, x.node_id,
        coalesce(n.name, x.node_id::text), x.started_at, x.ended_at, x.recorded_at, t.unit, x.used_units, x.charged_units,
        x.input_octets, x.output_octets, x.amount, b.currency, x.rate_id is not null, coalesce(k.corrected, 0)
        """;

    private const string Joins = """
        join xdr x using (session_id, part, recorded_at)
        join account a on a.account_id = x.account_id
        join customer c on c.customer_id = a.customer_id
        join balance b on b.balance_id = x.balance_id
        join tariff t on t.tariff_id = x.tariff_id
        left join node n on n.node_id = x.node_id
        left join lateral (
            select description from destination
            where prefix = any(array(select left(x.destination, l) from generate_series(1, least(length(x.destination), 16)) l))
            order by length(prefix) desc
            limit 1
        ) d on true
        left join lateral (
            select -sum(l.amount) as corrected
            from ledger_entry l
            where l.session_id = x.session_id and l.part = x.part and l.reason in (7, 9)
        ) k on true
        """;

    private const string DetailColumns = $"""
        {Columns}, x.user_name, x.acct_session_id, x.called_party, x.called_number, x.calling_number, x.tariff_id, t.name,
        x.tariff_version, x.rate_id, r.ladders::text, x.from_units, x.ledger_sequence, x.terminate_cause, x.parts::text, r.price_unit_size, x.attributes
        """;

    private const string DetailJoins = $"""
        {Joins}
        left join rate r on r.rate_id = x.rate_id
        """;

    private static readonly SortKey[] ByTime =
        [new("x.recorded_at", "timestamptz"), new("x.session_id", "uuid"), new("x.part", "int")];

    private static readonly SortKey[] ByCost = [new("x.sorted", "numeric"), .. ByTime];

    private static readonly SortKey[] ByPart =
        [new("x.part", "int"), new("x.recorded_at", "timestamptz"), new("x.session_id", "uuid")];

    public Task<Page<XdrRow>> ListAsync(Scope scope, XdrFilter filter, PageRequest<XdrSort> page, CancellationToken cancellation)
    {
        var list = XdrNarrowing.Narrow(new(database.Lists, "xdr x"), scope, filter);

        return page.Sort is XdrSort.Cost
            ? list.SortedBy("x.amount").PageAsync(page, ByCost, Key, Columns, Joins, Read, cancellation)
            : list.PageAsync(page, ByTime, Key, Columns, Joins, Read, cancellation);
    }

    public Task<XdrTotals> TotalsAsync(Scope scope, XdrFilter filter, CancellationToken cancellation) =>
        sums.TotalsAsync(scope, filter, cancellation);

    public Task<XdrDetail?> FindAsync(Scope scope, Guid sessionId, int part, CancellationToken cancellation) =>
        Within(scope, sessionId)
            .Where("x.part = $?", part)
            .FindAsync(Key, DetailColumns, DetailJoins, ReadDetail, cancellation);

    public async Task<IReadOnlyList<XdrRow>> OfSessionAsync(Scope scope, Guid sessionId, CancellationToken cancellation) =>
        (await Within(scope, sessionId).PageAsync(
            new PageRequest<XdrSort>(Size: PageRequest<XdrSort>.MostRows), ByPart, Key, Columns, Joins, Read, cancellation)).Rows;

    private ListQuery Within(Scope scope, Guid sessionId) =>
        XdrNarrowing.Within(new(database.Lists, "xdr x"), scope).Where("x.session_id = $?", sessionId);

    private static XdrRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetInt32(1),
        row.GetString(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetInt64(5),
        row.GetString(6),
        row.GetInt64(7),
        row.Text(8),
        row.Text(9),
        row.Text(10),
        row.Text(11),
        row.GetInt32(12),
        row.GetString(13),
        row.At(14),
        row.At(15),
        row.At(16),
        (Unit)row.GetInt32(17),
        row.GetInt64(18),
        row.GetInt64(19),
        row.GetInt64(20),
        row.GetInt64(21),
        row.GetDecimal(22),
        row.GetString(23),
        row.GetBoolean(24),
        row.GetDecimal(25));

    private static XdrDetail ReadDetail(NpgsqlDataReader row) => new(
        Read(row),
        row.GetString(26),
        row.Text(27),
        row.Text(28),
        row.Text(29),
        row.Text(30),
        row.GetInt64(31),
        row.GetString(32),
        row.GetInt32(33),
        row.Number(34),
        row.Text(35) is { } ladders ? RateRows.Describe(ladders) : null,
        row.GetInt64(36),
        row.Number(37),
        row.Text(38),
        PartsJson.Read(row.GetString(39)),
        row.Number(40),
        row.IsDBNull(41) ? null : row.GetFieldValue<byte[]>(41));
}
