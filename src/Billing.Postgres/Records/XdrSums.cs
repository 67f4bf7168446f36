using Billing.Contracts;
using Billing.Contracts.Records;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Records;

/// <summary>What the records of a filter come to: of the operator's whole traffic from kept sums, else by reading records.</summary>
internal sealed class XdrSums(Database database)
{
    /// <summary>The most records that one answer reads.</summary>
    private const int MostSummed = 50_000;

    private const string Summed = "x.service, x.node_id, x.destination, x.tariff_id, x.used_units, x.amount";

    private static readonly Duration Quarter = Duration.FromMinutes(15);

    // $1 to $4: the period's beginning, its first and last border of a quarter, its end. Between the borders sums are kept
    // of what is folded; the pieces outside of them, and what is not folded yet, are read.
    private const string KeptSql = """
        select service, currency, sum(events)::bigint, sum(units), sum(amount)
        from (
            select service, currency, events, units, amount from usage_quarter where quarter >= $2 and quarter < $3
            union all
            select x.service, t.currency, 1, x.used_units, x.amount from xdr x join tariff t on t.tariff_id = x.tariff_id
            where x.recorded_at >= $1 and x.recorded_at < $2
            union all
            select x.service, t.currency, 1, x.used_units, x.amount from xdr x join tariff t on t.tariff_id = x.tariff_id
            where x.recorded_at >= $3 and x.recorded_at < $4
            union all
            select x.service, t.currency, 1, x.used_units, x.amount from xdr x join tariff t on t.tariff_id = x.tariff_id
            where x.recorded_at >= (select greatest(folded_to, $2) from usage_fold) and x.recorded_at < $3
        ) s
        where $5::text is null or service = $5
        group by service, currency
        """;

    /// <exception cref="ArgumentException">The period is empty or too long.</exception>
    public async Task<XdrTotals> TotalsAsync(Scope scope, XdrFilter filter, CancellationToken cancellation)
    {
        var list = XdrNarrowing.Narrow(new(database.Lists, "xdr x"), scope, filter);
        var isWhole = scope == Scope.Everything && filter == new XdrFilter(filter.From, filter.To, filter.Service);
        var (isComplete, sums) = isWhole
            ? (true, await KeptAsync(filter, cancellation))
            : await list.SumAsync(
                "x.recorded_at desc",
                MostSummed,
                filter.Text is null ? Summed : $"{Summed}, x.called_number, x.called_party",
                "x.service, t.currency, count(*), sum(x.used_units), sum(x.amount)",
                "join tariff t on t.tariff_id = x.tariff_id",
                "x.service, t.currency",
                Read,
                cancellation);

        return new(isComplete, sums.Sum(one => one.Events), [.. sums.OrderByDescending(one => one.Amount).ThenBy(one => one.Service, StringComparer.Ordinal)]);
    }

    private async Task<List<ServiceTotal>> KeptAsync(XdrFilter filter, CancellationToken cancellation)
    {
        var first = Floor(filter.From) == filter.From ? filter.From : Floor(filter.From) + Quarter;
        var last = Floor(filter.To);

        // Within one quarter there is nothing between borders.
        if (first > last)
        {
            (first, last) = (filter.To, filter.To);
        }

        await using var command = database.Lists.Command(
            KeptSql, filter.From.ToDateTimeUtc(), first.ToDateTimeUtc(), last.ToDateTimeUtc(), filter.To.ToDateTimeUtc());
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = filter.Service });
        await using var row = await command.ReadAsync(cancellation);
        var sums = new List<ServiceTotal>();

        while (await row.ReadAsync(cancellation))
        {
            sums.Add(Read(row));
        }

        return sums;
    }

    private static Instant Floor(Instant at) =>
        Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() - (at.ToUnixTimeTicks() % Quarter.BclCompatibleTicks));

    private static ServiceTotal Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetDecimal(3), row.GetDecimal(4));
}
