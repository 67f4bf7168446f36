using Billing.Core.Tariffs;
using Npgsql;
using NpgsqlTypes;

namespace Billing.Postgres.Tariffs;

/// <summary>Writes rates by COPY: half a million are a matter of seconds.</summary>
internal static class RateCopy
{
    private const int Step = 5_000;

    private const string Sql = """
        copy rate (tariff_id, added_in, destination, effective_from, effective_to, status, direction, connect_fee, free_units,
                   price_unit_size, ladders, surcharge_percent, minimum_charge, maximum_charge, round_to, rounding)
        from stdin (format binary)
        """;

    /// <param name="done">Told how many are written, now and then.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, long tariffId, int version, IReadOnlyList<Rate> rates, Action<long> done, CancellationToken cancellation)
    {
        // The rates of a list that cost the same share their ladders, so a few thousand texts do for all of them.
        var ladders = new Dictionary<PriceLadder, string>(ReferenceEqualityComparer.Instance);
        await using var copy = await connection.BeginBinaryImportAsync(Sql, cancellation);
        copy.Timeout = TimeSpan.FromHours(1);

        for (var i = 0; i < rates.Count; i++)
        {
            var rate = rates[i];
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(tariffId, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(version, NpgsqlDbType.Integer, cancellation);
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
}
