using Billing.Core.Tariffs;
using Npgsql;
using NpgsqlTypes;

namespace Billing.Postgres.Tariffs;

/// <summary>Writes rates by COPY: half a million are a matter of seconds.</summary>
internal static class RateCopy
{
    private const int Step = 5_000;

    private const string Columns = """
        tariff_id, added_in, destination, effective_from, effective_to, status, direction, connect_fee, free_units,
        price_unit_size, ladders, surcharge_percent, minimum_charge, maximum_charge, round_to, rounding)
        from stdin (format binary)
        """;

    private const string Sql = $"copy rate ({Columns}";

    private const string NumberedSql = $"copy rate (rate_id, {Columns}";

    private const string DraftSql = $"copy rate_draft (draft_id, rate_id, {Columns}";

    /// <param name="rateIds">The numbers of the rates, which a draft has given them; null: the store's next ones.</param>
    /// <param name="done">Told how many are written, now and then.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        Place place,
        IReadOnlyList<Rate> rates,
        IReadOnlyList<long>? rateIds,
        Action<long> done,
        CancellationToken cancellation)
    {
        // The rates of a list that cost the same share their ladders, so a few thousand texts do for all of them.
        var ladders = new Dictionary<PriceLadder, string>(ReferenceEqualityComparer.Instance);
        await using var copy = await connection.BeginBinaryImportAsync(
            place.DraftId is not null ? DraftSql : rateIds is not null ? NumberedSql : Sql, cancellation);
        copy.Timeout = TimeSpan.FromHours(1);

        for (var i = 0; i < rates.Count; i++)
        {
            var rate = rates[i];
            await copy.StartRowAsync(cancellation);

            if (place.DraftId is { } draftId)
            {
                await copy.WriteAsync(draftId, NpgsqlDbType.Uuid, cancellation);
            }

            if (rateIds is not null)
            {
                await copy.WriteAsync(rateIds[i], NpgsqlDbType.Bigint, cancellation);
            }

            await copy.WriteAsync(place.TariffId, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(place.Version, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(rate.Destination, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(rate.EffectiveFrom.ToDateTimeUtc(), NpgsqlDbType.TimestampTz, cancellation);
            await WriteAsync(copy, rate.EffectiveTo?.ToDateTimeUtc(), NpgsqlDbType.TimestampTz, cancellation);
            await copy.WriteAsync((int)rate.Status, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync((int)rate.Direction, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(rate.ConnectFee, NpgsqlDbType.Numeric, cancellation);
            await copy.WriteAsync(rate.FreeUnits, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(rate.PriceUnitSize, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(Ladders(rate, ladders), NpgsqlDbType.Jsonb, cancellation);
            await copy.WriteAsync(rate.SurchargePercent, NpgsqlDbType.Numeric, cancellation);
            await copy.WriteAsync(rate.MinimumCharge, NpgsqlDbType.Numeric, cancellation);
            await WriteAsync(copy, rate.MaximumCharge, NpgsqlDbType.Numeric, cancellation);
            await copy.WriteAsync(rate.RoundTo, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync((int)rate.Rounding, NpgsqlDbType.Integer, cancellation);

            if (i % Step == 0)
            {
                done(i);
            }
        }

        await copy.CompleteAsync(cancellation);
        done(rates.Count);
    }

    private static string Ladders(Rate rate, Dictionary<PriceLadder, string> known)
    {
        if (!rate.PeriodLadders.IsEmpty)
        {
            return LadderJson.Write(rate.Ladder.Intervals, rate.PeriodLadders.ToDictionary(
                period => period.Key, period => (IReadOnlyList<RateInterval>)period.Value.Intervals));
        }

        if (!known.TryGetValue(rate.Ladder, out var json))
        {
            json = LadderJson.Write(rate.Ladder.Intervals);
            known.Add(rate.Ladder, json);
        }

        return json;
    }

    private static async Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellation)
        where T : struct
    {
        if (value is { } known)
        {
            await copy.WriteAsync(known, type, cancellation);
        }
        else
        {
            await copy.WriteNullAsync(cancellation);
        }
    }

    /// <summary>Where rates are written: into a version of a tariff, or into a draft of one.</summary>
    internal readonly record struct Place(long TariffId, int Version, Guid? DraftId = null);
}
