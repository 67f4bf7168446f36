using Billing.Contracts.Paging;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Tariffs;

/// <summary>A tariff's rates in force at a time, by position: a grid scrolls through half a million of them.</summary>
/// <remarks>
/// Of a destination's rates that are effective, the newest is in force. To start at any position without reading what is
/// before it, every thousandth destination of a tariff's version is noted at the first look: see <see cref="Milestones"/>.
/// </remarks>
internal sealed partial class RatesInForce(Database database, Milestones milestones)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(40);

    /// <summary>The rates in force of a range of destinations: $1 the tariff, $2 the time, $3 and $4 the range.</summary>
    public const string InForce = """
        select rate_id, destination
        from (
            select rate_id, destination, status,
                   lead(destination) over (order by destination collate "C", effective_from) as following
            from rate
            where tariff_id = $1 and removed_in is null and effective_from <= $2 and (effective_to is null or effective_to > $2)
              and destination collate "C" >= $3 and destination collate "C" < $4
        ) r
        where following is distinct from destination and status <> 1
        """;

    private const string Description = """
        left join lateral (
            select description from destination
            where prefix = any(array(select left(r.destination, l) from generate_series(1, least(length(r.destination), 16)) l))
            order by length(prefix) desc
            limit 1
        ) d on true
        """;

    private const string Dressed = $"""
        select r.rate_id, r.destination, d.description, r.status, r.price_unit_size, r.connect_fee, r.effective_from, r.effective_to,
               r.ladders::text, n.effective_from, n.status, n.ladders::text
        from page
        join rate r using (rate_id)
        {Description}
        left join lateral (
            select o.effective_from, o.status, o.ladders from rate o
            where o.tariff_id = r.tariff_id and o.destination collate "C" = r.destination and o.removed_in is null
                  and o.effective_from > $2
            order by o.effective_from
            limit 1
        ) n on true
        """;

    private const string ByPrefix = """order by r.destination collate "C" """;

    private const string WindowSql = $"""
        with page as materialized (
            {InForce} order by destination collate "C" offset $5 limit $6
        )
        {Dressed}
        {ByPrefix}
        """;

    // Destinations by what they are called: the ranges of a few prefixes, none within another.
    private const string Named = """
        select f.rate_id, f.destination
        from unnest($3::text[], $4::text[]) t(first, last)
        cross join lateral (
            select rate_id, destination
            from (
                select rate_id, destination, status,
                       lead(destination) over (order by destination collate "C", effective_from) as following
                from rate
                where tariff_id = $1 and removed_in is null and effective_from <= $2 and (effective_to is null or effective_to > $2)
                  and destination collate "C" >= t.first and destination collate "C" < t.last
            ) r
            where following is distinct from destination and status <> 1
        ) f
        """;

    private const string NamedSql = $"""
        with page as materialized (
            {Named} order by destination collate "C" offset $5 limit $6
        )
        {Dressed}
        {ByPrefix}
        """;

    private const string NamedCountSql = $"select count(*)::int from ({Named}) n";

    // Rates of any time, up to so many: as many or fewer are in force.
    private const string FewSql = """
        select count(*)::int
        from (select 1 from rate where tariff_id = $1 and removed_in is null and destination collate "C" >= $2 and destination collate "C" < $3 limit $4) r
        """;

    private const string PrefixesSql = """
        select prefix from destination where lower(description) like $1 order by prefix collate "C" limit 2000
        """;

    /// <exception cref="ArgumentException">The offset or the count is none.</exception>
    public async Task<Window<RateListing>> ReadAsync(
        long tariffId, Instant at, RateFilter filter, int offset, int count, CancellationToken cancellation)
    {
        if (offset < 0 || count is < 1 or > PageRequest<TariffSort>.MostRows)
        {
            throw new ArgumentException(
                $"offset, count: expected 0 or more, and 1 to {PageRequest<TariffSort>.MostRows}", nameof(offset));
        }

        at = WholeMinute(at);

        if (TypedText.Of(filter.Text) is { } typed)
        {
            return await NamedAsync(tariffId, at, typed, filter.Prefix ?? "", offset, count, cancellation);
        }

        var prefix = filter.Prefix?.Trim() ?? "";
        var known = await (await milestones.FindAsync(tariffId, at, prefix, cancellation)).WaitAsync(cancellation);
        var (first, skip) = known.Before(offset, prefix);

        return new(await WindowAsync(tariffId, at, first, prefix, skip, count, cancellation), offset, known.Total);
    }

    /// <summary>The first rows; how many there are is told as far as it is known in a moment.</summary>
    public async Task<Window<RateListing>> FirstAsync(long tariffId, Instant at, RateFilter filter, int count, CancellationToken cancellation)
    {
        var (minute, prefix) = (WholeMinute(at), filter.Prefix?.Trim() ?? "");

        if (TypedText.Of(filter.Text) is not null)
        {
            return await ReadAsync(tariffId, at, filter, 0, count, cancellation);
        }

        var noting = await milestones.FindAsync(tariffId, minute, prefix, cancellation);
        await Task.WhenAny(noting, Task.Delay(Patience, cancellation));

        if (noting.IsCompleted)
        {
            return await ReadAsync(tariffId, at, filter, 0, count, cancellation);
        }

        var rows = await WindowAsync(tariffId, minute, prefix, prefix, 0, count, cancellation);
        var known = await database.Lists.ListAsync(
            FewSql, row => row.GetInt32(0), cancellation, tariffId, prefix, Narrowing.EndOf(prefix), RowCount.Limit);

        return new(rows, 0, int.Max(rows.Count, known[0]), IsEstimated: true);
    }

    private Task<IReadOnlyList<RateListing>> WindowAsync(
        long tariffId, Instant at, string first, string prefix, int skip, int count, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            WindowSql, Read, cancellation, tariffId, at.ToDateTimeUtc(), first, Narrowing.EndOf(prefix), skip, count);

    // All windows of one scrolling are of one time.
    private static Instant WholeMinute(Instant at) => Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);

    private async Task<Window<RateListing>> NamedAsync(
        long tariffId, Instant at, TypedText typed, string prefix, int offset, int count, CancellationToken cancellation)
    {
        var range = await RangesAsync(tariffId, at, typed, prefix, cancellation);
        var total = await database.Lists.ListAsync(NamedCountSql, row => row.GetInt32(0), cancellation, range);
        var rows = await database.Lists.ListAsync(NamedSql, Read, cancellation, [.. range, offset, count]);

        return new(rows, offset, total[0]);
    }

    /// <summary>The first four parameters of <see cref="Named"/>.</summary>
    private async Task<object[]> RangesAsync(long tariffId, Instant at, TypedText typed, string prefix, CancellationToken cancellation)
    {
        var found = await database.Lists.ListAsync(
            PrefixesSql, row => row.GetString(0), cancellation, Narrowing.Anywhere(typed.Text));
        var first = new List<string>();

        // In order, so what begins like the last one is within it.
        foreach (var one in found.Where(one => one.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (first.Count == 0 || !one.StartsWith(first[^1], StringComparison.Ordinal))
            {
                first.Add(one);
            }
        }

        return [tariffId, at.ToDateTimeUtc(), first.ToArray(), first.Select(Narrowing.EndOf).ToArray()];
    }

    private static RateListing Read(NpgsqlDataReader row)
    {
        var (ladders, price) = (row.GetString(8), SimplePrice.Of(row.GetString(8)));
        var end = row.AtOrNull(7);

        return new(
            row.GetInt64(0),
            row.GetString(1),
            row.Text(2),
            (RateStatus)row.GetInt32(3),
            price?.First,
            price?.Next,
            price?.Price,
            RateRows.Describe(ladders),
            row.GetInt64(4),
            row.GetDecimal(5),
            row.At(6),
            end,
            Next(row, end));
    }

    // Whichever is first: another rate, or the end of this one.
    private static NextRate? Next(NpgsqlDataReader row, Instant? end)
    {
        if (row.AtOrNull(9) is { } from && (end is null || from <= end))
        {
            var status = (RateStatus)row.GetInt32(10);

            return new(from, status, SimplePrice.Of(row.GetString(11))?.Price, RateRows.Describe(row.GetString(11)), status is RateStatus.Discontinued);
        }

        return end is { } at ? new(at, RateStatus.Discontinued, null, "", true) : null;
    }
}
