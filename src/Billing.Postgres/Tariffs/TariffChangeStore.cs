using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs;
using Billing.Postgres.Changes;
using Billing.Postgres.Jobs;

namespace Billing.Postgres.Tariffs;

internal sealed class TariffChangeStore(Database database, ChangeWriter changes, TariffPublisher publisher) : ITariffChangeStore
{
    private const string HeadSql = """
        select name, currency, unit, period_set_id, is_retired, version from tariff where tariff_id = $1
        """;

    private const string CreateSql = """
        insert into tariff (name, currency, unit, period_set_id, version) values ($1, $2, $3, $4, 1) returning tariff_id
        """;

    private const string CloneSql = """
        insert into tariff (name, currency, unit, period_set_id, version)
        select $1, currency, unit, period_set_id, 1 from tariff where tariff_id = $2
        returning tariff_id
        """;

    private const string CloneRatesSql = """
        insert into rate (tariff_id, added_in, destination, effective_from, effective_to, status, direction, connect_fee, free_units, price_unit_size,
                          ladders, surcharge_percent, minimum_charge, maximum_charge, round_to, rounding)
        select $1, 1, destination, effective_from, effective_to, status, direction, connect_fee, free_units, price_unit_size,
               ladders, surcharge_percent, minimum_charge, maximum_charge, round_to, rounding
        from rate
        where tariff_id = $2 and removed_in is null
        """;

    private const string CreatePeriodsSql = "insert into period_set (name, periods) values ($1, $2::text::jsonb) returning period_set_id";

    private const string AppliedSql = """
        update rate_import set state = 5, ended_at = $2, tariff_version = $3, problem = null where rate_import_id = $1
        """;

    private static readonly Subject Tariff = new(
        EntityKinds.Tariff,
        "select version::bigint from tariff where tariff_id = $1 for no key update",
        """
        select t.name,
               jsonb_build_object('name', t.name, 'currency', t.currency, 'unit', (array['second', 'byte', 'event'])[t.unit],
                                  'periods', p.name, 'retired', t.is_retired)::text
        from tariff t
        left join period_set p on p.period_set_id = t.period_set_id
        where t.tariff_id = $1
        """,
        "update tariff set version = version + 1 where tariff_id = $1 returning version::bigint");

    private static readonly Subject PeriodSet = new(
        EntityKinds.PeriodSet, "", "select name, to_jsonb(p)::text from period_set p where period_set_id = $1", "");

    public async Task<TariffHead?> HeadAsync(long tariffId) => (await database.ListAsync(
        HeadSql,
        row => new TariffHead(
            tariffId,
            row.GetString(0),
            row.GetString(1),
            (Unit)row.GetInt32(2),
            row.IsDBNull(3) ? null : row.GetInt64(3),
            row.GetBoolean(4),
            row.GetInt32(5)),
        tariffId)).SingleOrDefault();

    public Task<ChangeReply> CreateAsync(string operationId, NewTariff tariff, string by) => changes.CreateAsync(
        Tariff,
        operationId,
        by,
        JsonSerializer.Serialize(tariff),
        async connection =>
            ((long)(await connection.ReadAsync(CreateSql, tariff.Name, tariff.Currency, (int)tariff.Unit, tariff.PeriodSetId))!, null));

    public Task<ChangeReply> CloneAsync(string operationId, string name, long like, string by) => changes.CreateAsync(
        Tariff,
        operationId,
        by,
        $"{name} like {like}",
        async connection =>
        {
            if (await connection.ReadAsync(CloneSql, name, like) is not long tariffId)
            {
                return (0, new("Tariff", "a tariff that is there"));
            }

            await using var copy = connection.Command(CloneRatesSql, tariffId, like);
            copy.CommandTimeout = 0;
            await copy.ExecuteNonQueryAsync();

            return (tariffId, null);
        });

    public Task<ChangeReply> CreatePeriodSetAsync(string operationId, string name, TariffPeriods periods, string by) => changes.CreateAsync(
        PeriodSet,
        operationId,
        by,
        name + PeriodRows.Write(periods),
        async connection => ((long)(await connection.ReadAsync(CreatePeriodsSql, name, PeriodRows.Write(periods)))!, null));

    public Task<ChangeReply> EditAsync(long tariffId, string name, long? periodSetId, Edit edit) => changes.EditAsync(
        Tariff,
        tariffId,
        edit,
        "edit",
        async connection =>
        {
            await connection.DoAsync("update tariff set name = $2, period_set_id = $3 where tariff_id = $1", tariffId, name, periodSetId);
            await TariffNews.AnnounceAsync(connection, tariffId, (int)edit.SeenVersion + 1, CancellationToken.None);

            return null;
        },
        checkedField: "PeriodSetId");

    public Task<ChangeReply> RetireAsync(long tariffId, bool isRetired, Edit edit) => changes.EditAsync(
        Tariff,
        tariffId,
        edit,
        isRetired ? "retire" : "offer",
        async connection =>
        {
            await connection.DoAsync("update tariff set is_retired = $2 where tariff_id = $1", tariffId, isRetired);

            return null;
        });

    public async Task<ChangeReply> PublishAsync(
        Tariff known,
        RateChanges rates,
        Edit edit,
        string note,
        Action<string, long, long>? progress = null,
        Guid? importId = null,
        int? reverts = null,
        string? jobKey = null)
    {
        if (string.IsNullOrWhiteSpace(edit.By))
        {
            return ChangeWriter.NoName;
        }

        if (rates.IsEmpty)
        {
            return new(ChangeResult.Done, known.TariffId, known.Version);
        }

        var isStale = false;
        var publication = await publisher.PublishAsync(
            known,
            newest =>
            {
                isStale = newest.Version != edit.SeenVersion;

                return isStale ? RateChanges.Without([]) : rates;
            },
            progress ?? ((_, _, _) => { }),
            CancellationToken.None,
            new(edit.By, note, changes.Now, reverts),
            importId is { } id ? (connection, version) => connection.DoAsync(AppliedSql, id, changes.Now.ToDateTimeUtc(), version)
            : jobKey is { } key ? (connection, version) => connection.DoAsync(
                DeskJobStore.EndSql, key, (long)rates.Added.Count, (long)version, null, changes.Now.ToDateTimeUtc())
            : null);

        return isStale ? ChangeReply.Conflict : new(ChangeResult.Done, known.TariffId, publication.Version);
    }
}
