using System.Security.Claims;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;

namespace Billing.Portal.Users;

/// <summary>Language and time zone, kept with the user: cookies say them to this browser, signing in says them to the next.</summary>
internal sealed class UserPreferences(UserManager<PortalUser> users)
{
    /// <summary>Nothing is kept of staff that looks as a subscriber.</summary>
    /// <param name="change">What is set.</param>
    public async Task KeepAsync(ClaimsPrincipal who, Action<PortalUser> change)
    {
        if (!who.IsActing() && await users.GetUserAsync(who) is { } user)
        {
            change(user);
            await users.UpdateAsync(user); // where somebody else writes the user at this moment, this browser has it alone
        }
    }

    /// <summary>As the viewer's script and the preferences' page write them.</summary>
    public static void Tell(PortalUser user, IResponseCookies cookies)
    {
        Append(CookieRequestCultureProvider.DefaultCookieName, user.Culture is { } culture ? CookieRequestCultureProvider.MakeCookieValue(new(culture)) : null);
        Append(Viewer.ZoneCookie, user.TimeZone);

        void Append(string name, string? value)
        {
            if (value is not null)
            {
                cookies.Append(name, value, new() { Path = "/", MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true });
            }
        }
    }
}
