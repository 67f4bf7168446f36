using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Payers;

// Days and times as they are typed. Periods are counted from them, and neither the database nor the calendar has every year.
internal sealed partial class PayerGrain
{
    // The longest period there is, 120 years, may be waited for.
    private static readonly Duration MostAhead = Duration.FromDays(44_200);

    private static LocalDate? Day(string? text) => LocalDatePattern.Iso.Parse(text ?? "").TryGetValue(default, out var day) ? day : null;

    /// <summary>What is wrong with a day that is not counted from another one; null: nothing.</summary>
    private static string? NoDay(string field, string? text) => Day(text) switch
    {
        null => $"{field}: expected a day such as 2026-03-31",
        { Year: >= 1900 and <= 2999 } => null,
        _ => $"{field}: expected a day of 1900 to 2999, such as 2026-03-31",
    };

    private static string? TooFar(Instant? at, Instant now) => at > now + MostAhead ? $"at: expected {now + MostAhead} or earlier" : null;
}
