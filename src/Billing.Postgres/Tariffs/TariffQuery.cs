using Billing.Contracts.Paging;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using NodaTime;
using Npgsql;
using CultureInfo = System.Globalization.CultureInfo;

namespace Billing.Postgres.Tariffs;

internal sealed partial class TariffQuery(Database database, RatesInForce inForce) : ITariffQuery
{
    private const string Columns = """
        t.tariff_id, t.name, t.currency, t.unit, t.version,
        (select count(*) from (select 1 from rate r where r.tariff_id = t.tariff_id and r.removed_in is null limit 10001) c),
        (select count(distinct u.product_id)::int
         from (select product_id, tariff_id from product_service union all select product_id, tariff_id from product_rating) u
         where u.tariff_id = t.tariff_id),
        t.period_set_id, p.name, t.is_retired
        """;

    private const string Joins = """
        join tariff t using (tariff_id)
        left join period_set p on p.period_set_id = t.period_set_id
        """;

    private const string HistorySql = """
        select rate_id, added_in, removed_in, effective_from, effective_to, status, price_unit_size, connect_fee, ladders::text
        from rate
        where tariff_id = $1 and upper(destination) = upper($2)
        order by effective_from desc, added_in desc
        limit 500
        """;

    private const string PlannedSql = """
        select t.tariff_id, t.name, r.effective_from, count(*)::int
        from rate r
        join tariff t on t.tariff_id = r.tariff_id
        where r.effective_from > $1 and r.effective_from < $2 and r.removed_in is null
        group by t.tariff_id, t.name, r.effective_from
        order by r.effective_from, t.name
        """;

    private const string ChangesSql = """
        select c.version, c.at, c.by, c.sentence, c.added, c.removed, c.reverts,
               (select max((a.new ->> 'version')::int) from audit_log a
                where a.entity_kind = 'tariff' and a.action = 'rates' and a.entity_id = $1 and (a.new ->> 'reverts')::int = c.version)
        from (
            select (new ->> 'version')::int as version, at, by, sentence, (new ->> 'added')::int as added,
                   (old ->> 'removed')::int as removed, (new ->> 'reverts')::int as reverts
            from audit_log
            where entity_kind = 'tariff' and action = 'rates' and entity_id = $1 and (new ->> 'version')::int < $2
            order by (new ->> 'version')::int desc
            limit $3
        ) c
        order by c.version desc
        """;

    private const string PeriodSetsSql = """
        select p.period_set_id, p.name, p.periods::text,
               array(select t.name from tariff t where t.period_set_id = p.period_set_id order by t.name)
        from period_set p
        order by p.name, p.period_set_id
        """;

    private static readonly SortKey[] ByName = [new("""(lower(t.name) collate "C")""", "text"), new("t.tariff_id", "bigint")];

    public Task<Page<TariffRow>> ListAsync(TariffFilter filter, PageRequest<TariffSort> page, CancellationToken cancellation) =>
        new ListQuery(database.Lists, "tariff t")
            .WhereIf("lower(t.name) like $?", TypedText.Of(filter.Text) is { } typed ? Narrowing.Anywhere(typed.Text) : null)
            .WhereIf("t.currency = $?", filter.Currency)
            .WhereIf("t.unit = $?", (int?)filter.Unit)
            .WhereIf("t.is_retired = $?", filter.IsRetired)
            .PageAsync(page, ByName, "t.tariff_id", Columns, Joins, Read, cancellation);

    public Task<TariffRow?> FindAsync(long tariffId, CancellationToken cancellation) =>
        new ListQuery(database.Lists, "tariff t")
            .Where("t.tariff_id = $?", tariffId)
            .FindAsync("t.tariff_id", Columns, Joins, Read, cancellation);

    public Task<Window<RateListing>> RatesAsync(
        long tariffId, Instant at, RateFilter filter, int offset, int count, CancellationToken cancellation) =>
        inForce.ReadAsync(tariffId, at, filter, offset, count, cancellation);

    public Task<Window<RateListing>> FirstRatesAsync(
        long tariffId, Instant at, RateFilter filter, int count, CancellationToken cancellation) =>
        inForce.FirstAsync(tariffId, at, filter, count, cancellation);

    public Task<Window<RateListing>> SortedRatesAsync(
        long tariffId, Instant at, RateFilter filter, RateSort sort, bool isDescending, int offset, int count, CancellationToken cancellation) =>
        inForce.SortedAsync(tariffId, at, filter, sort, isDescending, offset, count, cancellation);

    public Task<IReadOnlyList<RateRevision>> HistoryAsync(long tariffId, string destination, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            HistorySql,
            row => new RateRevision(
                row.GetInt64(0),
                row.GetInt32(1),
                row.Small(2),
                row.At(3),
                row.AtOrNull(4),
                (RateStatus)row.GetInt32(5),
                SimplePrice.Of(row.GetString(8))?.Price,
                RateRows.Describe(row.GetString(8)),
                row.GetInt64(6),
                row.GetDecimal(7)),
            cancellation,
            tariffId,
            destination);

    public Task<IReadOnlyList<PlannedChange>> PlannedAsync(Instant after, Instant before, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            PlannedSql,
            row => new PlannedChange(row.GetInt64(0), row.GetString(1), row.At(2), row.GetInt32(3)),
            cancellation,
            after.ToDateTimeUtc(),
            before.ToDateTimeUtc());

    public Task<IReadOnlyList<RateChangeRow>> ChangesAsync(long tariffId, int? before, int count, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            ChangesSql,
            row => new RateChangeRow(
                row.GetInt32(0), row.At(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetInt32(5), row.Small(6), row.Small(7)),
            cancellation,
            tariffId.ToString(CultureInfo.InvariantCulture),
            before ?? int.MaxValue,
            int.Clamp(count, 1, PageRequest<TariffSort>.MostRows));

    public Task<IReadOnlyList<PeriodSetRow>> PeriodSetsAsync(CancellationToken cancellation) =>
        database.Lists.ListAsync(
            PeriodSetsSql,
            row => new PeriodSetRow(row.GetInt64(0), row.GetString(1), PeriodRows.Read(row.GetInt64(0), row.GetString(2)), row.Texts(3)),
            cancellation);

    private static TariffRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        (Unit)row.GetInt32(3),
        row.GetInt32(4),
        RowCount.Of(row.GetInt64(5)),
        row.GetInt32(6),
        row.Number(7),
        row.Text(8),
        row.GetBoolean(9));
}
