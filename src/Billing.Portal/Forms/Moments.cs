using Billing.Portal.Design;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Forms;

/// <summary>Instants as a browser's field of date and time has them: the viewer's wall clock.</summary>
public static class Moments
{
    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly LocalDateTimePattern Seconds = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss");

    public static string Text(Instant? instant, Viewer viewer) => instant is { } at
        ? viewer.Local(at) is { Second: 0 } local ? Minutes.Format(local) : Seconds.Format(viewer.Local(at))
        : "";

    /// <summary>Now for a comparison of lists: the same one for who looks again within the minute, and nothing that was done just now is left out.</summary>
    public static Instant NextMinute(Instant now) =>
        Instant.FromUnixTimeSeconds((now.ToUnixTimeSeconds() / NodaConstants.SecondsPerMinute + 1) * NodaConstants.SecondsPerMinute);

    /// <returns>Null when it is empty or no date. An hour that daylight saving skips is taken as the one after it.</returns>
    public static Instant? Parse(string? text, Viewer viewer)
    {
        var parsed = Minutes.Parse(text ?? "");
        parsed = parsed.Success ? parsed : Seconds.Parse(text ?? "");

        return parsed.Success ? viewer.Zone.AtLeniently(parsed.Value).ToInstant() : null;
    }
}
