using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Billing.Portal.Tests;

/// <summary>What holds for every page, present and future: their list is read from the program.</summary>
public sealed class EveryPageTests(PortalFixture portal)
{
    private static readonly string[] Grave = ["serious", "critical"];

    [Theory]
    [MemberData(nameof(PageList.All), MemberType = typeof(PageList))]
    public async Task It_can_be_read_by_everybody_light_and_dark(string route)
    {
        var page = await OpenAsync(route);

        foreach (var theme in new[] { "light", "dark" })
        {
            await page.EvaluateAsync("theme => document.documentElement.dataset.theme = theme", theme);
            var found = (await page.RunAxe()).Violations.Where(violation => Grave.Contains(violation.Impact)).ToArray();

            Assert.True(
                found.Length == 0,
                $"{route}, {theme}: " + string.Join("; ", found.Select(one => $"{one.Id}: {one.Help} ({string.Join(" | ", one.Nodes.Take(3).Select(node => node.Html))})")));
        }

        await page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(PageList.All), MemberType = typeof(PageList))]
    public async Task It_fits_a_phone_and_says_its_name(string route)
    {
        var page = await OpenAsync(route, isPhone: true);
        await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        var widest = await page.EvaluateAsync<string>(
            "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .scrollx, .mud-table-container, .tabs')).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join('\\n')");
        var problem = await page.Locator("#blazor-error-ui").IsVisibleAsync();
        await page.Context.CloseAsync();

        Assert.True(width <= 390, $"{route} is {width} wide: {widest}");
        Assert.False(problem);
    }

    private async Task<IPage> OpenAsync(string route, bool isPhone = false)
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        var user = PageList.UserOf(route);
        var page = await portal.OpenAsync(await PageList.AddressAsync(route, billing), user, isPhone);

        if (!route.StartsWith("/account", StringComparison.Ordinal))
        {
            await page.ReadyAsync();
        }

        await page.SettledAsync();
        Assert.Equal(0, await page.Locator("[data-failed]").CountAsync());

        return page;
    }
}
