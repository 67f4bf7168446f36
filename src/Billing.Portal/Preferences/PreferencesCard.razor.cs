using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Localization;
using Microsoft.JSInterop;
using NodaTime;

namespace Billing.Portal.Preferences;

public sealed partial class PreferencesCard
{
    private static readonly string[] Zones =
        [.. DateTimeZoneProviders.Tzdb.Ids.Where(id => id == "UTC" || (id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)))];

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private Task SetCultureAsync(ChangeEventArgs change)
    {
        var culture = PortalModule.Cultures.FirstOrDefault(one => one.Name == (string?)change.Value) ?? PortalModule.Cultures[0];

        return SetAsync(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new(culture)));
    }

    private Task SetZoneAsync(ChangeEventArgs change) => SetAsync(Viewer.ZoneCookie, (string?)change.Value ?? Viewer.Default.ZoneId);

    // A circuit has the culture with which it began.
    private async Task SetAsync(string cookie, string value)
    {
        await Script.InvokeVoidAsync("portal.setCookie", cookie, value);
        Navigation.Refresh(forceReload: true);
    }
}
