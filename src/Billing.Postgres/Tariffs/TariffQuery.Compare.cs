using Billing.Contracts.Paging;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Tariffs;

internal sealed partial class TariffQuery
{
    private const string TermsSql = $"""
        select {RateRows.Columns}
        from rate r
        where r.tariff_id = $1 and upper(r.destination) = upper($2) and r.removed_in is null
              and r.effective_from <= $3 and (r.effective_to is null or r.effective_to > $3)
        order by r.effective_from desc
        limit 1
        """;

    // Of a destination's rates that are effective, the newest is in force; both sides are read in the order of the index.
    private const string CompareSql = """
        with one as (
            select rate_id, destination
            from (
                select rate_id, destination, status,
                       lead(destination) over (order by destination collate "C", effective_from) as following
                from rate
                where tariff_id = $1 and removed_in is null and effective_from <= $2 and (effective_to is null or effective_to > $2)
            ) r
            where following is distinct from destination and status <> 1
        ), other as (
            select rate_id, destination
            from (
                select rate_id, destination, status,
                       lead(destination) over (order by destination collate "C", effective_from) as following
                from rate
                where tariff_id = $1 and removed_in is null and effective_from <= $3 and (effective_to is null or effective_to > $3)
            ) r
            where following is distinct from destination and status <> 1
        ), page as (
            select coalesce(one.destination, other.destination) as destination, one.rate_id as one_id, other.rate_id as other_id,
                   count(*) over ()::int as total
            from one
            full join other on other.destination = one.destination
            where one.rate_id is distinct from other.rate_id
            order by coalesce(one.destination, other.destination) collate "C"
            offset $4 limit $5
        )
        select p.total, p.destination, d.description,
               a.rate_id, a.status, a.ladders::text, a.price_unit_size, a.connect_fee, a.effective_from,
               b.rate_id, b.status, b.ladders::text, b.price_unit_size, b.connect_fee, b.effective_from
        from page p
        left join rate a on a.rate_id = p.one_id
        left join rate b on b.rate_id = p.other_id
        left join lateral (
            select description from destination
            where prefix = any(array(select left(p.destination, l) from generate_series(1, least(length(p.destination), 16)) l))
            order by length(prefix) desc
            limit 1
        ) d on true
        order by p.destination collate "C"
        """;

    public async Task<RateDetails?> TermsAsync(long tariffId, string destination, Instant at, CancellationToken cancellation)
    {
        var rates = await database.Lists.ListAsync(
            TermsSql, row => RateRows.Read(row, 0), cancellation, tariffId, destination, at.ToDateTimeUtc());

        return rates is [{ Status: not RateStatus.Discontinued } rate] ? Details(rate) : null;
    }

    public async Task<Window<RateDifference>> CompareAsync(
        long tariffId, Instant one, Instant other, int offset, int count, CancellationToken cancellation)
    {
        if (offset < 0 || count is < 1 or > PageRequest<TariffSort>.MostRows)
        {
            throw new ArgumentException(
                $"offset, count: expected 0 or more, and 1 to {PageRequest<TariffSort>.MostRows}", nameof(offset));
        }

        var rows = await database.Lists.ListAsync(
            CompareSql,
            row => (Total: row.GetInt32(0), Difference: new RateDifference(row.GetString(1), row.Text(2), Side(row, 3), Side(row, 9))),
            cancellation,
            tariffId,
            one.ToDateTimeUtc(),
            other.ToDateTimeUtc(),
            offset,
            count);

        return new([.. rows.Select(row => row.Difference)], offset, rows.Count == 0 ? 0 : rows[0].Total);
    }

    private static RateSide? Side(NpgsqlDataReader row, int first) => row.IsDBNull(first)
        ? null
        : new(
            row.GetInt64(first),
            (RateStatus)row.GetInt32(first + 1),
            SimplePrice.Of(row.GetString(first + 2))?.Price,
            RateRows.Describe(row.GetString(first + 2)),
            row.GetInt64(first + 3),
            row.GetDecimal(first + 4),
            row.At(first + 5));

    private static RateDetails Details(RateRow rate)
    {
        var (intervals, price) = Format(rate.Intervals);

        return new(
            rate.Destination, rate.EffectiveFrom, price, intervals, rate.PriceUnitSize, rate.ConnectFee, rate.FreeUnits,
            rate.SurchargePercent, rate.MinimumCharge, rate.MaximumCharge, rate.RoundTo, rate.Rounding, rate.Status, rate.Direction,
            [.. rate.PeriodIntervals.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Priced(pair.Key, pair.Value))],
            rate.EffectiveTo);
    }

    private static PeriodPrice Priced(string period, IReadOnlyList<RateInterval> ladder)
    {
        var (intervals, price) = Format(ladder);

        return new(period, price, intervals);
    }

    // A stored ladder was checked when it was entered.
    private static (string Intervals, decimal Price) Format(IReadOnlyList<RateInterval> intervals) =>
        PriceLadder.TryCreate(intervals, out var ladder, out var error) ? LadderNotation.Format(ladder) : throw new InvalidDataException(error);
}
