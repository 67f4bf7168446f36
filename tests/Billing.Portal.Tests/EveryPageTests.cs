using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Billing.Portal.Tests;

/// <summary>What holds for every page, present and future: their list is read from the program.</summary>
public sealed class EveryPageTests(PortalFixture portal, OpenTabs tabs) : IClassFixture<OpenTabs>
{
    private static readonly string[] Grave = ["serious", "critical"];
    private static readonly AxeRunOptions Colours = new() { RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block") };

    [Theory]
    [MemberData(nameof(PageList.All), MemberType = typeof(PageList))]
    public async Task It_can_be_read_by_everybody_light_and_dark_and_fits_a_phone(string route)
    {
        var page = await OpenAsync(route);

        await AssertReadableAsync(page, route, "light", new());
        await AssertReadableAsync(page, route, "dark", Colours); // what else a page is does not depend on its colours
        await AssertFitsPhoneAsync(page, route);
    }

    private static async Task AssertReadableAsync(IPage page, string route, string theme, AxeRunOptions rules)
    {
        await page.EvaluateAsync("theme => document.documentElement.dataset.theme = theme", theme);
        var found = (await page.RunAxe(rules)).Violations.Where(violation => Grave.Contains(violation.Impact)).ToArray();

        Assert.True(
            found.Length == 0,
            $"{route}, {theme}: " + string.Join("; ", found.Select(one => $"{one.Id}: {one.Help} ({string.Join(" | ", one.Nodes.Take(3).Select(node => node.Html))})")));
    }

    private static async Task AssertFitsPhoneAsync(IPage page, string route)
    {
        await page.SetViewportSizeAsync(390, 844);
        await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
        await page.SettledAsync();
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        var widest = await page.EvaluateAsync<string>(
            "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .scrollx, .mud-table-container, .tabs')).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join('\\n')");

        Assert.True(width <= 390, $"{route} is {width} wide: {widest}");
        Assert.False(await page.Locator("#blazor-error-ui").IsVisibleAsync());
    }

    private async Task<IPage> OpenAsync(string route)
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        var user = PageList.UserOf(route);
        var page = await tabs.OpenAsync(portal, await PageList.AddressAsync(route, billing), user);

        if (!route.StartsWith("/account", StringComparison.Ordinal))
        {
            await page.ReadyAsync();
        }

        await page.SettledAsync();
        Assert.Equal(0, await page.Locator("[data-failed]").CountAsync());

        return page;
    }
}
