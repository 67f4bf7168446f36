using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
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

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    private UserPreferences Preferences { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private Task SetCultureAsync(ChangeEventArgs change)
    {
        var culture = PortalModule.Cultures.FirstOrDefault(one => one.Name == (string?)change.Value) ?? PortalModule.Cultures[0];

        return SetAsync(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new(culture)), user => user.Culture = culture.Name);
    }

    private Task SetZoneAsync(ChangeEventArgs change)
    {
        var zone = Zones.Contains((string?)change.Value) ? (string)change.Value! : Viewer.Default.ZoneId;

        return SetAsync(Viewer.ZoneCookie, zone, user => user.TimeZone = zone);
    }

    // A circuit has the culture with which it began.
    private async Task SetAsync(string cookie, string value, Action<PortalUser> keep)
    {
        await Preferences.KeepAsync((await State).User, keep);
        await Script.InvokeVoidAsync("portal.setCookie", cookie, value);
        Navigation.Refresh(forceReload: true);
    }
}
