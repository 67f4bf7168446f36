using System.Text.Json;
using Billing.Core.Tariffs;
using NodaTime;
using NodaTime.Text;

namespace Billing.Postgres.Tariffs;

/// <summary>
/// A period set as it is stored: <c>[{"name": "peak", "weekly": [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "20:00"}],
/// "dates": ["2026-12-25"]}, …]</c>; days are Monday = 1 to Sunday = 7, times have no or whole seconds.
/// </summary>
internal static class PeriodRows
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss");

    /// <exception cref="InvalidDataException">The set is not one; the message names it and what is wrong.</exception>
    public static TariffPeriods Read(long periodSetId, string json)
    {
        try
        {
            return TariffPeriods.TryCreate(JsonSerializer.Deserialize<Form[]>(json, Options)!.Select(Period), out var periods, out var error, periodSetId)
                ? periods
                : throw new InvalidDataException(error);
        }
        catch (Exception failure) when (failure is JsonException or InvalidDataException or UnparsableValueException)
        {
            throw new InvalidDataException($"period set {periodSetId}: {failure.Message}", failure);
        }
    }

    public static string Write(TariffPeriods periods) => JsonSerializer.Serialize(
        periods.Periods.Select(period => new Form(
            period.Name,
            [.. period.Weekly.Select(range => new Range(Days(range.Days), Time.Format(range.From), Time.Format(range.To)))],
            [.. period.Dates.Select(LocalDatePattern.Iso.Format)])),
        Options);

    private static int[] Days(Weekdays days) => [.. Enumerable.Range(1, 7).Where(day => ((int)days & (1 << (day - 1))) != 0)];

    private static TariffPeriod Period(Form form) => new(
        form.Name,
        [.. (form.Weekly ?? []).Select(range => new WeeklyRange(Days(range.Days), At(range.From), At(range.To)))],
        [.. (form.Dates ?? []).Select(date => LocalDatePattern.Iso.Parse(date).GetValueOrThrow())]);

    private static Weekdays Days(int[] days) => days.Aggregate(
        Weekdays.None,
        (set, day) => day is >= 1 and <= 7
            ? set | (Weekdays)(1 << (day - 1))
            : throw new InvalidDataException($"days: {day} is not from 1 (Monday) to 7 (Sunday)"));

    private static LocalTime At(string text) => Time.Parse(text.Length == 5 ? text + ":00" : text).GetValueOrThrow();

    private sealed record Form(string Name, Range[]? Weekly = null, string[]? Dates = null);

    private sealed record Range(int[] Days, string From, string To);
}
