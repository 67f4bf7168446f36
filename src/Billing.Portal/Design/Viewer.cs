using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Design;

/// <summary>How the person at the screen wants to see: by cookies, so that the first paint is right already.</summary>
/// <param name="Theme"><c>light</c> or <c>dark</c>; null: as the device says.</param>
/// <param name="ZoneId">The viewer's time zone (IANA); every instant on a page is shown in it.</param>
public sealed record Viewer(string? Theme, string ZoneId)
{
    public const string ThemeCookie = "billing.theme";
    public const string ZoneCookie = "billing.zone";

    public static readonly Viewer Default = new(null, "UTC");

    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.CreateWithInvariantCulture("yyyy-MM-dd HH:mm");

    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb.GetZoneOrNull(ZoneId) ?? DateTimeZone.Utc;

    public static Viewer Of(IRequestCookieCollection cookies)
    {
        var zone = Uri.UnescapeDataString(cookies[ZoneCookie] ?? "");

        return new(
            cookies[ThemeCookie] is "light" or "dark" ? cookies[ThemeCookie] : null,
            DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null ? Default.ZoneId : zone);
    }

    public LocalDateTime Local(Instant instant) => instant.InZone(Zone).LocalDateTime;

    /// <summary>The day that is going on for the viewer.</summary>
    public LocalDate Today(Instant now) => Local(now).Date;

    /// <summary>When a day of the viewer begins.</summary>
    public Instant StartOf(LocalDate day) => Zone.AtStartOfDay(day).ToInstant();

    /// <summary>For attributes, whatever the culture.</summary>
    public string Sortable(Instant instant) => Minutes.Format(Local(instant));
}
