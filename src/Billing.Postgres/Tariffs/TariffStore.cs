using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Tariffs;

internal sealed class TariffStore(Database database) : ITariffStore
{
    private const string HeadSql = """
        select t.version, t.name, t.currency, t.unit, p.period_set_id, p.periods::text, t.draft_id
        from tariff t
        left join period_set p on p.period_set_id = t.period_set_id
        where t.tariff_id = $1
        """;

    private const string RatesSql = $"""
        select {RateRows.Columns}
        from rate r
        where r.tariff_id = $1 and r.added_in > $2 and r.added_in <= $3 and (r.removed_in is null or r.removed_in > $3)
        """;

    private const string RemovedCountSql =
        "select count(*)::int from rate where tariff_id = $1 and removed_in > $2 and removed_in <= $3 and added_in <= $2";

    private const string RemovedSql = "select rate_id from rate where tariff_id = $1 and removed_in > $2 and removed_in <= $3";

    private const int ToldEvery = 1000;

    private const string DraftHeadSql = "select base_version, removed from rate_draft_head where draft_id = $1";

    private const string DraftSql = $"select {RateRows.Columns} from rate_draft r where r.draft_id = $1";

    private const string RateSql = $"""
        select t.unit, {RateRows.Columns}
        from rate r join tariff t on t.tariff_id = r.tariff_id
        where r.rate_id = $1
        """;

    // All rates that the destinations of the version's changes had in it or in the one before.
    private const string ChangeSql = $"""
        select r.added_in < $2, r.removed_in is null or r.removed_in > $2, {RateRows.Columns}
        from rate r
        where r.tariff_id = $1 and r.added_in <= $2 and (r.removed_in is null or r.removed_in >= $2)
              and upper(r.destination) in (select upper(destination) from rate where tariff_id = $1 and (added_in = $2 or removed_in = $2))
        """;

    public async Task<Tariff?> LoadAsync(long tariffId, Tariff? known = null, TariffDraft? draft = null, Action<int>? read = null)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        if (await HeadAsync(connection, tariffId) is not var (head, draftId))
        {
            return null;
        }

        if (draft is { Tariff: { } drafted } && draft.DraftId == draftId && drafted.Version == head.Version && IsAlike(drafted, head))
        {
            return drafted;
        }

        if (known?.Version == head.Version)
        {
            return known;
        }

        if (known is not null && !IsAlike(known, head))
        {
            known = null;
        }

        // Versions are immutable, so it does not matter that a newer one may have come between the statements.
        var builder = known is null
            ? head
            : await AfterAsync(connection, known, head);
        await using var rates = connection.Command(RatesSql, tariffId, known?.Version ?? 0, head.Version);

        return await BuildAsync(builder, rates, read);
    }

    public async Task<TariffDraft?> LoadDraftAsync(Guid draftId, Tariff known)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        if (await HeadAsync(connection, known.TariffId) is not var (head, _)
            || head.Version != known.Version
            || !IsAlike(known, head)
            || (await connection.ListAsync(
                DraftHeadSql, row => (Base: row.GetInt32(0), Removed: row.GetFieldValue<long[]>(1)), draftId)) is not [var draft]
            || draft.Base != known.Version)
        {
            return null;
        }

        var builder = draft.Removed.Length == known.Rates.Count
            ? new TariffBuilder(known.TariffId, known.Version + 1, known.Name, known.Currency, known.Unit, known.Periods)
            : TariffBuilder.After(known, known.Version + 1, draft.Removed.ToHashSet());
        await using var rates = connection.Command(DraftSql, draftId);

        return new(draftId, await BuildAsync(builder, rates));
    }

    // What was checked for another name or other periods has to be checked again.
    private static bool IsAlike(Tariff tariff, TariffBuilder head) =>
        (tariff.Name, tariff.Periods?.PeriodSetId) == (head.Name, head.Periods?.PeriodSetId);

    private static async Task<Tariff> BuildAsync(TariffBuilder builder, NpgsqlCommand rates, Action<int>? read = null)
    {
        rates.CommandTimeout = 0;
        await using var row = await rates.ExecuteReaderAsync();
        var ladders = new Dictionary<string, Ladders>();
        var count = 0;

        while (await row.ReadAsync())
        {
            if (builder.Add(RateRows.Read(row, 0, ladders)) is RateOutcome.Invalid(var errors))
            {
                throw new InvalidDataException($"tariff {builder.TariffId}, rate {row.GetInt64(0)}: {string.Join(' ', errors)}");
            }

            if (++count % ToldEvery == 0)
            {
                read?.Invoke(count);
            }
        }

        return builder.Build() is TariffOutcome.Built(var tariff)
            ? tariff
            : throw new InvalidDataException($"tariff {builder.TariffId} has two rates for one destination and date");
    }

    private static async Task<(TariffBuilder Head, Guid? DraftId)?> HeadAsync(NpgsqlConnection connection, long tariffId)
    {
        await using var head = connection.Command(HeadSql, tariffId);
        await using var row = await head.ExecuteReaderAsync();

        return await row.ReadAsync()
            ? (new(
                tariffId, row.GetInt32(0), row.GetString(1), Currency.Parse(row.GetString(2)), (Unit)row.GetInt32(3),
                row.IsDBNull(4) ? null : PeriodRows.Read(row.GetInt64(4), row.GetString(5))),
                row.IsDBNull(6) ? null : row.GetGuid(6))
            : null;
    }

    // Of a list that was replaced nothing is left: its numbers need not be read.
    private static async Task<TariffBuilder> AfterAsync(NpgsqlConnection connection, Tariff known, TariffBuilder head)
    {
        await using var count = connection.Command(RemovedCountSql, known.TariffId, known.Version, head.Version);
        count.CommandTimeout = 0;

        return (int)(await count.ExecuteScalarAsync())! == known.Rates.Count
            ? head
            : TariffBuilder.After(known, head.Version, await RemovedAsync(connection, known, head.Version));
    }

    private static async Task<HashSet<long>> RemovedAsync(NpgsqlConnection connection, Tariff known, int version)
    {
        await using var command = connection.Command(RemovedSql, known.TariffId, known.Version, version);
        command.CommandTimeout = 0;
        await using var row = await command.ExecuteReaderAsync();
        var removed = new HashSet<long>();

        while (await row.ReadAsync())
        {
            removed.Add(row.GetInt64(0));
        }

        return removed;
    }

    public async Task<Rate?> LoadRateAsync(long rateId)
    {
        await using var command = database.Read.Command(RateSql, rateId);
        await using var row = await command.ExecuteReaderAsync();

        return await row.ReadAsync() ? RateRows.Checked(RateRows.Read(row, 1), (Unit)row.GetInt32(0)) : null;
    }

    public async Task<RateChangeSet?> LoadChangeAsync(long tariffId, int version)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        if (await HeadAsync(connection, tariffId) is not var (head, _))
        {
            return null;
        }

        await using var command = connection.Command(ChangeSql, tariffId, version);
        command.CommandTimeout = 0;
        await using var row = await command.ExecuteReaderAsync();
        var ladders = new Dictionary<string, Ladders>();
        var (before, after) = (new List<Rate>(), new List<Rate>());

        while (await row.ReadAsync())
        {
            var rate = RateRows.Checked(RateRows.Read(row, 2, ladders), head.Unit);

            if (row.GetBoolean(0))
            {
                before.Add(rate);
            }

            if (row.GetBoolean(1))
            {
                after.Add(rate);
            }
        }

        return before.Count + after.Count == 0 ? null : new(version, before, after);
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
