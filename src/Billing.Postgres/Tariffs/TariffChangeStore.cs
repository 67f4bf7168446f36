using System.Globalization;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs;
using Billing.Postgres.Changes;

namespace Billing.Postgres.Tariffs;

internal sealed class TariffChangeStore(Database database, ChangeWriter changes, TariffPublisher publisher) : ITariffChangeStore
{
    private const int MostShown = 20;

    private const string HeadSql = """
        select name, currency, unit, period_set_id, is_retired, version from tariff where tariff_id = $1
        """;

    private const string CreateSql = """
        insert into tariff (name, currency, unit, period_set_id, version) values ($1, $2, $3, $4, 1) returning tariff_id
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
        Tariff known, RateChanges rates, Edit edit, string note, Action<string, long, long>? progress = null, Guid? importId = null)
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
            async (connection, version) =>
            {
                await LineOf(known, rates, edit, note).WriteAsync(connection);

                if (importId is { } id)
                {
                    await connection.DoAsync(AppliedSql, id, changes.Now.ToDateTimeUtc(), version);
                }
            });

        return isStale ? ChangeReply.Conflict : new(ChangeResult.Done, known.TariffId, publication.Version);
    }

    // Half a million rates are in their table; the log has the counts, and all of a small change.
    private AuditLine LineOf(Tariff known, RateChanges rates, Edit edit, string note)
    {
        var goes = rates.Removed.Count <= MostShown ? known.Rates.Where(rate => rates.Removed.Contains(rate.RateId)) : [];
        var comes = rates.Added.Count <= MostShown ? rates.Added : [];
        var sentence = string.Create(
            CultureInfo.InvariantCulture, $"{note} tariff {known.Name}: {rates.Added.Count} added, {rates.Removed.Count} removed");

        return new(
            changes.Now,
            edit.By,
            "rates",
            EntityKinds.Tariff,
            known.TariffId.ToString(CultureInfo.InvariantCulture),
            sentence,
            JsonSerializer.Serialize(new { version = known.Version, removed = rates.Removed.Count, rates = goes.Select(rate => Cells(known, rate)) }),
            JsonSerializer.Serialize(new { version = known.Version + 1, added = rates.Added.Count, counts = rates.Counts, rates = comes.Select(rate => Cells(known, rate)) }));
    }

    private static Dictionary<string, string> Cells(Tariff tariff, Rate rate) => PriceListText.Heads(tariff)
        .Zip(PriceListText.Cells(tariff, rate))
        .Where(cell => cell.Second.Length > 0)
        .ToDictionary(cell => cell.First, cell => cell.Second);
}
