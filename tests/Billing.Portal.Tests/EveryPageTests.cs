using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Billing.Portal.Tests;

/// <summary>What holds for every page, present and future: their list is read from the program.</summary>
public sealed partial class EveryPageTests(PortalFixture portal, OpenTabs tabs) : IClassFixture<OpenTabs>
{
    [Theory]
    [MemberData(nameof(PageList.All), MemberType = typeof(PageList))]
    public async Task It_can_be_read_by_everybody_light_and_dark_and_fits_a_phone(string route)
    {
        var page = await OpenAsync(route);

        await Readable.PrepareAsync(page);
        await Readable.AssertAsync(page, route, "light");
        await Readable.AssertAsync(page, route, "dark", Readable.Colours); // what else a page is does not depend on its colours
        await AssertFitsPhoneAsync(page, route);
    }

    // The parts of a page are read from the page; the phone sees them in the dark.
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
            await Readable.PrepareAsync(page);
            await Readable.AssertAsync(page, address, "light");
            await Readable.AssertAsync(page, address, "dark", Readable.Colours);
            await AssertFitsPhoneAsync(page, address);
        }
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
        await Phone.AssertAsync(page, route);
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

        // What it is of is there, or it is the wrong page that was looked at.
        await Assertions.Expect(page.Locator("main").GetByText(Missing())).ToHaveCountAsync(0);

        return page;
    }

    [GeneratedRegex("^(There is no such (?!page)|No such )")]
    private static partial Regex Missing();
}
