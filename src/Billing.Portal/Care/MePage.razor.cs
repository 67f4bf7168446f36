using Billing.Contracts.Accounts;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Localization;
using Microsoft.JSInterop;
using NodaTime;

namespace Billing.Portal.Care;

/// <summary>The subscriber's own: how pages are shown, and the way to the security of signing in.</summary>
public sealed partial class MePage
{
    // Each in its own language: who reads none of the others finds it.
    private static readonly (string Culture, string Name)[] Languages =
        [("en-GB", "English (United Kingdom)"), ("en-US", "English (United States)"), ("es-ES", "Español (España)"), ("es-MX", "Español (México)")];

    private IReadOnlyList<AccountRow> _lines = [];

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private CareReader Care { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private static IEnumerable<string> Zones => DateTimeZoneProviders.Tzdb.Ids;

    protected override async Task OnInitializedAsync() =>
        _lines = await Care.LinesAsync(Subscriber.Of((await State).User), CancellationToken.None);

    private Task SpeakAsync(ChangeEventArgs change) => KeepAsync(
        CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture($"{change.Value}")));

    private Task MoveAsync(ChangeEventArgs change) => KeepAsync(Viewer.ZoneCookie, $"{change.Value}");

    // Both are read when a page is made, so it is made again.
    private async Task KeepAsync(string cookie, string value)
    {
        await Script.InvokeVoidAsync("portal.setCookie", cookie, value);
        Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
    }
}
