using Microsoft.Playwright;

namespace Billing.Portal.Tests;

internal static class PageExtensions
{
    /// <summary>Waits until the page answers to clicks: its circuit is there.</summary>
    public static async Task<IPage> ReadyAsync(this IPage page)
    {
        await page.Locator("[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        return page;
    }

    /// <summary>Waits until nothing says that it is loading, and what moves has come to rest.</summary>
    public static async Task SettledAsync(this IPage page)
    {
        await Assertions.Expect(page.GetByText("Loading…")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".list.busy")).ToHaveCountAsync(0);
        await page.EvaluateAsync("document.fonts.ready");
    }

    /// <summary>Presses the one button of this name.</summary>
    public static Task ButtonAsync(this IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
