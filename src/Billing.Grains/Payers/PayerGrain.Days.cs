using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Payers;

// Days and times as they are typed. Periods are counted from them, and neither the database nor the calendar has every year.
internal sealed partial class PayerGrain
{
    private static readonly Duration MostAhead = Duration.FromDays(36_525);

    /// <returns>Null: it is no day, or none that anything is counted from.</returns>
    private static LocalDate? Day(string? text) =>
        LocalDatePattern.Iso.Parse(text ?? "").TryGetValue(default, out var day) && day.Year is >= 1900 and < 3000 ? day : null;

    private static string? TooFar(Instant? at, Instant now) => at > now + MostAhead ? $"at: expected {now + MostAhead} or earlier" : null;
}
