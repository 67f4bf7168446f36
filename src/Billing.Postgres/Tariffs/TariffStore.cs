using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Grains.Tariffs;

namespace Billing.Postgres.Tariffs;

internal sealed class TariffStore(Database database) : ITariffStore
{
    private const string HeadSql = """
        select t.version, t.name, t.currency, t.unit, p.period_set_id, p.periods::text
        from tariff t
        left join period_set p on p.period_set_id = t.period_set_id
        where t.tariff_id = $1
        """;

    private const string RatesSql = $"""
        select {RateRows.Columns}
        from rate r
        where r.tariff_id = $1 and r.added_in <= $2 and (r.removed_in is null or r.removed_in > $2)
        """;

    private const string RateSql = $"""
        select t.unit, {RateRows.Columns}
        from rate r join tariff t on t.tariff_id = r.tariff_id
        where r.rate_id = $1
        """;

    public async Task<Tariff?> LoadAsync(long tariffId)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var head = connection.Command(HeadSql, tariffId);
        TariffBuilder builder;

        await using (var row = await head.ExecuteReaderAsync())
        {
            if (!await row.ReadAsync())
            {
                return null;
            }

            builder = new(
                tariffId, row.GetInt32(0), row.GetString(1), Currency.Parse(row.GetString(2)), (Unit)row.GetInt32(3),
                row.IsDBNull(4) ? null : PeriodRows.Read(row.GetInt64(4), row.GetString(5)));
        }

        // A version is immutable, so it does not matter that a newer one may have come between the two statements.
        await using var rates = connection.Command(RatesSql, tariffId, builder.Version);
        await using var rateRow = await rates.ExecuteReaderAsync();

        while (await rateRow.ReadAsync())
        {
            if (builder.Add(RateRows.Read(rateRow, 0)) is RateOutcome.Invalid(var errors))
            {
                throw new InvalidDataException($"tariff {tariffId}, rate {rateRow.GetInt64(0)}: {string.Join(' ', errors)}");
            }
        }

        return builder.Build() is TariffOutcome.Built(var tariff)
            ? tariff
            : throw new InvalidDataException($"tariff {tariffId} has two rates for one destination and date");
    }

    public async Task<Rate?> LoadRateAsync(long rateId)
    {
        await using var command = database.Read.Command(RateSql, rateId);
        await using var row = await command.ExecuteReaderAsync();

        return await row.ReadAsync() ? RateRows.Checked(RateRows.Read(row, 1), (Unit)row.GetInt32(0)) : null;
    }

    public async Task<TariffPeriods?> LoadPeriodsAsync(long periodSetId)
    {
        await using var command = database.Read.Command("select periods::text from period_set where period_set_id = $1", periodSetId);

        return await command.ExecuteScalarAsync() is string json ? PeriodRows.Read(periodSetId, json) : null;
    }

    public async Task<IReadOnlyDictionary<long, int>> VersionsAsync(CancellationToken cancellation)
    {
        await using var command = database.Read.Command("select tariff_id, version from tariff");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var versions = new Dictionary<long, int>();

        while (await row.ReadAsync(cancellation))
        {
            versions.Add(row.GetInt64(0), row.GetInt32(1));
        }

        return versions;
    }
}
