using Billing.Contracts.Paging;
using Billing.Contracts.Tariffs;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using NodaTime;

namespace Billing.Postgres.Tariffs;

// In another order than that of the index. Which rate of a destination is in force depends on the time, so no index has prices or names
// of those that are: they are sorted where they are few, for as much as a look costs. Of a tariff of 500 000 rates, on two slow and busy
// cores: 5 000 by price 0.1 s, by name 0.5 s, and all of them by price 6.7 s, which is why more are not.
internal sealed partial class RatesInForce
{
    private static readonly string FewInForceSql = $"select count(*)::int from ({Named} limit {RateFilter.MostSorted + 1}) n";

    // A ladder's first price, of one base unit; what is forbidden has none and comes last.
    private const string ByPrice = "case when r.status <> 2 then (jsonb_path_query_first(r.ladders, '$.**.price') #>> '{}')::numeric / r.price_unit_size end";

    private const string ByName = "lower(d.description)";

    /// <summary>The same rates by name or price, where there are up to <see cref="RateFilter.MostSorted"/>; more are by prefix, and unordered.</summary>
    public async Task<Window<RateListing>> SortedAsync(
        long tariffId, Instant at, RateFilter filter, RateSort sort, bool isDescending, int offset, int count, CancellationToken cancellation)
    {
        if (sort is RateSort.Prefix)
        {
            return await ReadAsync(tariffId, at, filter, offset, count, cancellation);
        }

        at = WholeMinute(at);
        var prefix = filter.Prefix?.Trim() ?? "";
        object[] range = TypedText.Of(filter.Text) is { } typed
            ? await RangesAsync(tariffId, at, typed, prefix, cancellation)
            : [tariffId, at.ToDateTimeUtc(), new[] { prefix }, new[] { Narrowing.EndOf(prefix) }];
        var total = (await database.Lists.ListAsync(FewInForceSql, row => row.GetInt32(0), cancellation, range))[0];

        if (total > RateFilter.MostSorted)
        {
            return await ReadAsync(tariffId, at, filter, offset, count, cancellation) with { IsUnordered = true };
        }

        var key = (sort is RateSort.Price ? ByPrice : ByName) + (isDescending ? " desc" : "") + " nulls last";
        var rows = await database.Lists.ListAsync(SortedSql(key, sort is RateSort.Name), Read, cancellation, [.. range, offset, count]);

        return new(rows, offset, total);
    }

    private static string SortedSql(string key, bool isNamed) => $"""
        with page as materialized (
            select r.rate_id, row_number() over (order by {key}, r.destination collate "C") as place
            from ({Named}) f
            join rate r using (rate_id)
            {(isNamed ? Description : "")}
            order by place offset $5 limit $6
        )
        {Dressed}
        order by page.place
        """;
}
