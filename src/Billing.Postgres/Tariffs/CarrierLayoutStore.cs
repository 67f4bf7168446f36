using System.Collections.Immutable;
using System.Text.Json;
using Billing.Contracts.Tariffs;
using Billing.Grains.Tariffs.Import;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Tariffs;

internal sealed class CarrierLayoutStore(Database database) : ICarrierLayoutStore
{
    private const string ListSql = "select layout::text from carrier_layout order by lower(carrier) limit 500";

    private const string PutSql = """
        insert into carrier_layout (carrier, layout, tariff_id, by, saved_at)
        select $1, $2::text::jsonb, tariff_id, $4, $5 from tariff where tariff_id = $3
        on conflict (lower(carrier)) do update
        set carrier = excluded.carrier, layout = excluded.layout, tariff_id = excluded.tariff_id, by = excluded.by, saved_at = excluded.saved_at
        """;

    public async Task<ImmutableArray<CarrierLayout>> ListAsync() =>
        [.. await database.Lists.ListAsync(ListSql, row => JsonSerializer.Deserialize<Stored>(row.GetString(0))!.Layout, CancellationToken.None)];

    public async Task<bool> PutAsync(CarrierLayout layout) => await database.DoAsync(
        PutSql, layout.Carrier, JsonSerializer.Serialize(Stored.Of(layout)), layout.TariffId, layout.By, layout.SavedAt.ToDateTimeUtc()) == 1;

    public async Task<bool> RemoveAsync(string carrier) =>
        await database.DoAsync("delete from carrier_layout where lower(carrier) = lower($1)", carrier) == 1;

    // The instant as ticks: the serializer does not know the library's types.
    private sealed record Stored(
        string Carrier,
        ImmutableDictionary<string, string> Columns,
        bool IsReplacing,
        bool SkipsBad,
        long? PriceUnitSize,
        string? Intervals,
        long TariffId,
        string By,
        long SavedAtTicks)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public CarrierLayout Layout => new(
            Carrier, Columns, IsReplacing, SkipsBad, PriceUnitSize, Intervals, TariffId, By, NodaTime.Instant.FromUnixTimeTicks(SavedAtTicks));

        public static Stored Of(CarrierLayout layout) => new(
            layout.Carrier, layout.Columns, layout.IsReplacing, layout.SkipsBad, layout.PriceUnitSize, layout.Intervals, layout.TariffId, layout.By,
            layout.SavedAt.ToUnixTimeTicks());
    }
}
