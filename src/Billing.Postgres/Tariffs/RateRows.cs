using System.Text.Json;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Tariffs;

/// <summary>Reads a stored rate, in the order of <see cref="Columns"/>.</summary>
internal static class RateRows
{
    /// <summary>The columns of table <c>rate r</c>; the first is null where nothing was joined.</summary>
    public const string Columns = """
        r.rate_id, r.destination, r.effective_from, r.effective_to, r.status, r.direction, r.connect_fee, r.free_units,
        r.price_unit_size, r.ladders::text, r.surcharge_percent, r.minimum_charge, r.maximum_charge, r.round_to, r.rounding
        """;

    public static RateRow Read(NpgsqlDataReader row, int offset) => new()
    {
        RateId = row.GetInt64(offset),
        Destination = row.GetString(offset + 1),
        EffectiveFrom = Instant.FromDateTimeUtc(row.GetDateTime(offset + 2)),
        EffectiveTo = row.IsDBNull(offset + 3) ? null : Instant.FromDateTimeUtc(row.GetDateTime(offset + 3)),
        Status = (RateStatus)row.GetInt32(offset + 4),
        Direction = (RateDirection)row.GetInt32(offset + 5),
        ConnectFee = row.GetDecimal(offset + 6),
        FreeUnits = row.GetInt64(offset + 7),
        PriceUnitSize = row.GetInt64(offset + 8),
        Intervals = LadderJson.Read(row.GetString(offset + 9)),
        SurchargePercent = row.GetDecimal(offset + 10),
        MinimumCharge = row.GetDecimal(offset + 11),
        MaximumCharge = row.IsDBNull(offset + 12) ? null : row.GetDecimal(offset + 12),
        RoundTo = row.GetInt32(offset + 13),
        Rounding = (Rounding)row.GetInt32(offset + 14),
    };

    /// <summary>The rate, checked as when it was entered.</summary>
    /// <exception cref="InvalidDataException">The row does not pass the checks that it passed when it was stored.</exception>
    public static Rate Checked(RateRow row, Unit unit) => Rate.Create(row, unit) switch
    {
        RateOutcome.Valid(var rate) => rate,
        RateOutcome.Invalid(var errors) => throw new InvalidDataException($"rate {row.RateId}: {string.Join(' ', errors)}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A stored ladder in words.</summary>
    public static string Describe(string json) =>
        PriceLadder.TryCreate(LadderJson.Read(json), out var ladder, out var error) ? LadderNotation.Describe(ladder) : error;
}

/// <summary>A ladder as it is stored: <c>[{"length": 60, "repeat": 1, "price": 0.10}, {"length": 6, "price": 0.10}]</c>.</summary>
internal static class LadderJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static IReadOnlyList<RateInterval> Read(string json) =>
        [.. JsonSerializer.Deserialize<Step[]>(json, Options)!.Select(step => new RateInterval(step.Length, step.Repeat, step.Price))];

    public static string Write(IEnumerable<RateInterval> intervals) =>
        JsonSerializer.Serialize(intervals.Select(i => new Step(i.LengthUnits, i.RepeatCount, i.Price)), Options);

    private sealed record Step(long Length, int? Repeat, decimal Price);
}
