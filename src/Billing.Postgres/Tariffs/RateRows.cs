using System.Collections.Immutable;
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

    /// <param name="ladders">Those that were read before, by their text: the rates of a tariff share a few thousand.</param>
    public static RateRow Read(NpgsqlDataReader row, int offset, Dictionary<string, Ladders>? ladders = null)
    {
        var text = row.GetString(offset + 9);
        var (intervals, periodIntervals) = ladders?.GetValueOrDefault(text) is { Default: not null } known ? known : LadderJson.Read(text);
        ladders?.TryAdd(text, new(intervals, periodIntervals));

        return new()
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
            Intervals = intervals,
            PeriodIntervals = periodIntervals,
            SurchargePercent = row.GetDecimal(offset + 10),
            MinimumCharge = row.GetDecimal(offset + 11),
            MaximumCharge = row.IsDBNull(offset + 12) ? null : row.GetDecimal(offset + 12),
            RoundTo = row.GetInt32(offset + 13),
            Rounding = (Rounding)row.GetInt32(offset + 14),
        };
    }

    /// <summary>The rate, checked as when it was entered; then its periods were checked against those of its tariff.</summary>
    /// <exception cref="InvalidDataException">The row does not pass the checks that it passed when it was stored.</exception>
    public static Rate Checked(RateRow row, Unit unit) => Rate.Create(row, unit, Named(row.PeriodIntervals.Keys)) switch
    {
        RateOutcome.Valid(var rate) => rate,
        RateOutcome.Invalid(var errors) => throw new InvalidDataException($"rate {row.RateId}: {string.Join(' ', errors)}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Stored ladders in words: <c>60/6 at 0.10</c>, and after it those of periods, <c>; peak 60/6 at 0.20</c>.</summary>
    public static string Describe(string json)
    {
        var (intervals, periods) = LadderJson.Read(json);

        return string.Join("; ", periods.OrderBy(period => period.Key, StringComparer.Ordinal)
            .Select(period => $"{period.Key} {Describe(period.Value)}")
            .Prepend(Describe(intervals)));
    }

    private static TariffPeriods? Named(IEnumerable<string> names) =>
        TariffPeriods.TryCreate(names.Select(name => new TariffPeriod(name)), out var periods, out _) ? periods : null;

    private static string Describe(IReadOnlyList<RateInterval> intervals) =>
        PriceLadder.TryCreate(intervals, out var ladder, out var error) ? LadderNotation.Describe(ladder) : error;
}

/// <summary>The ladders of a rate: the default one, and those of periods by name.</summary>
internal readonly record struct Ladders(
    IReadOnlyList<RateInterval> Default, ImmutableDictionary<string, IReadOnlyList<RateInterval>> Periods);

/// <summary>
/// Ladders as they are stored: <c>[{"length": 60, "repeat": 1, "price": 0.10}, {"length": 6, "price": 0.10}]</c>, and after
/// the steps of the default ladder those of periods: <c>{"period": "peak", "intervals": [{"length": 60, "price": 0.20}]}</c>.
/// </summary>
internal static class LadderJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly ImmutableDictionary<string, IReadOnlyList<RateInterval>> NoPeriods =
        ImmutableDictionary<string, IReadOnlyList<RateInterval>>.Empty;

    /// <exception cref="InvalidDataException">A period has two ladders.</exception>
    public static Ladders Read(string json)
    {
        var steps = JsonSerializer.Deserialize<Step[]>(json, Options)!;

        return new(
            Intervals(steps.Where(step => step.Period is null).SelectMany(step => step.Intervals ?? [step])),
            Array.Exists(steps, step => step.Period is not null)
                ? ByPeriod(steps.Where(step => step.Period is not null))
                : NoPeriods);
    }

    public static string Write(
        IEnumerable<RateInterval> intervals, IReadOnlyDictionary<string, IReadOnlyList<RateInterval>>? periodIntervals = null) =>
        JsonSerializer.Serialize(
            Steps(intervals).Concat((periodIntervals ?? NoPeriods)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new Step(Period: pair.Key, Intervals: [.. Steps(pair.Value)]))),
            Options);

    private static ImmutableDictionary<string, IReadOnlyList<RateInterval>> ByPeriod(IEnumerable<Step> ladders)
    {
        var byPeriod = NoPeriods.ToBuilder();

        foreach (var ladder in ladders)
        {
            if (!byPeriod.TryAdd(ladder.Period!, Intervals(ladder.Intervals ?? [])))
            {
                throw new InvalidDataException($"the period \"{ladder.Period}\" has two ladders");
            }
        }

        return byPeriod.ToImmutable();
    }

    private static IReadOnlyList<RateInterval> Intervals(IEnumerable<Step> steps) =>
        [.. steps.Select(step => new RateInterval(step.Length ?? 0, step.Repeat, step.Price ?? 0))];

    private static IEnumerable<Step> Steps(IEnumerable<RateInterval> intervals) =>
        intervals.Select(interval => new Step(interval.LengthUnits, interval.RepeatCount, interval.Price));

    // A step of the default ladder, or a period with its own.
    private sealed record Step(
        long? Length = null, int? Repeat = null, decimal? Price = null, string? Period = null, Step[]? Intervals = null);
}
