using Microsoft.Playwright;

namespace Billing.Portal.Tests;

/// <summary>A tab a user that goes from page to page, as a person's does: what a browser keeps is not fetched and compiled anew.</summary>
public sealed class OpenTabs : IAsyncDisposable
{
    private readonly Dictionary<string, IPage> _tabs = [];

    /// <summary>The user's tab, at the address and of a desk's size.</summary>
    public async Task<IPage> OpenAsync(PortalFixture portal, string path, string? user)
    {
        if (!_tabs.TryGetValue(user ?? "", out var tab))
        {
            tab = await portal.OpenAsync(path, user, isKept: true);
            _tabs.Add(user ?? "", tab);

            return tab;
        }

        await tab.SetViewportSizeAsync(1440, 900);
        await tab.GotoAsync(path);

        return tab;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tab in _tabs.Values)
        {
            await tab.Context.CloseAsync();
        }
    }
}
