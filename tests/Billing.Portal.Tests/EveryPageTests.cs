using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Billing.Portal.Tests;

/// <summary>What holds for every page, present and future: their list is read from the program.</summary>
public sealed class EveryPageTests(PortalFixture portal, OpenTabs tabs) : IClassFixture<OpenTabs>
{
    // In the page itself, and telling only what is wrong: the package's own way opens another page for every look.
    private const string Look = """
        async rules => {
          const only = rules && { runOnly: { type: "rule", values: rules } };
          const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
          return violations
            .filter(one => one.impact === "serious" || one.impact === "critical")
            .map(one => `${one.id}: ${one.help} (${one.nodes.slice(0, 3).map(node => node.html).join(" | ")})`);
        }
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private static readonly string[] Colours = ["color-contrast", "link-in-text-block"];

    [Theory]
    [MemberData(nameof(PageList.All), MemberType = typeof(PageList))]
    public async Task It_can_be_read_by_everybody_light_and_dark_and_fits_a_phone(string route)
    {
        var page = await OpenAsync(route);

        await page.EvaluateAsync(Axe);
        await AssertReadableAsync(page, route, "light", null);
        await AssertReadableAsync(page, route, "dark", Colours); // what else a page is does not depend on its colours
        await AssertFitsPhoneAsync(page, route);
    }

    // The parts of a page are read from the page. Their colours in the dark are the same parts' as on other pages.
    [Theory]
    [InlineData("/admin/customers/{CustomerId:long}")]
    [InlineData("/admin/accounts/{AccountId:long}")]
    [InlineData("/admin/vouchers")]
    public async Task So_can_each_of_its_tabs(string route)
    {
        var page = await OpenAsync(route);
        var addresses = await page.Locator("nav.tabs a[href*='?tab=']").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        Assert.NotEmpty(addresses);

        foreach (var address in addresses)
        {
            await page.SetViewportSizeAsync(1440, 900);
            await page.GotoAsync("/" + address);
            await page.ReadyAsync();
            await page.SettledAsync();
            Assert.Equal(0, await page.Locator("[data-failed]").CountAsync());
            await page.EvaluateAsync(Axe);
            await AssertReadableAsync(page, address, "light", null);
            await AssertFitsPhoneAsync(page, address);
        }
    }

    private static async Task AssertReadableAsync(IPage page, string route, string theme, string[]? rules)
    {
        await page.EvaluateAsync("theme => document.documentElement.dataset.theme = theme", theme);
        var found = await page.EvaluateAsync<string[]>(Look, rules);

        Assert.True(found.Length == 0, $"{route}, {theme}: {string.Join("; ", found)}");
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
