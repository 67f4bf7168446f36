using System.Text.RegularExpressions;
using Billing.Portal.Tests.Invoices;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Design;

/// <summary>What a look at pictures of a desk found once, in the light and in the dark.</summary>
public sealed class DeskLookTests(PortalFixture portal)
{
    // The browser draws it in brown in the dark, and too pale to be read in the light.
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_ticked_box_that_nobody_may_change_is_drawn_in_our_colours(ColorScheme scheme)
    {
        var page = await OpenAsync("/admin/users/roles", "admin", scheme);
        var box = page.Locator("main .matrix input:checked:disabled").First;

        Assert.Equal("none", await box.EvaluateAsync<string>("it => getComputedStyle(it).appearance"));
        Assert.Equal(
            await page.Locator(".lede").EvaluateAsync<string>("it => getComputedStyle(it).color"),
            await box.EvaluateAsync<string>("it => getComputedStyle(it, '::before').backgroundColor"));
    }

    [Fact]
    public async Task What_is_not_chosen_of_several_has_the_colour_of_the_fields_in_the_dark()
    {
        var page = await OpenAsync("/admin/me", "admin", ColorScheme.Dark);
        var drawn = await page.Locator("main").EvaluateAsync<string[]>(
            """
            main => {
              main.insertAdjacentHTML("beforeend", "<input type=radio name=one checked><input type=radio name=one id=other>");
              const style = getComputedStyle(document.getElementById("other"));
              return [style.appearance, style.backgroundColor, style.borderRadius];
            }
            """);

        Assert.Equal(["none", await page.Locator("main select").First.EvaluateAsync<string>("it => getComputedStyle(it).backgroundColor"), "50%"], drawn);
    }

    // It was white on the colour of the bar, which in the dark is light.
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task What_a_bar_says_when_it_is_pointed_at_can_be_read(ColorScheme scheme)
    {
        await portal.UsedAsync();
        var page = await OpenAsync("/my", "carol", scheme);
        await page.Locator(".daybars path.mud-chart-bar").Last.DispatchEventAsync("mouseover");
        var told = page.Locator(".svg-tooltip");

        Assert.Equal(
            await page.Locator(".daybars").EvaluateAsync<string[]>("it => [getComputedStyle(it).color, getComputedStyle(it.closest('.card')).backgroundColor]"),
            await told.EvaluateAsync<string[]>("it => [getComputedStyle(it.querySelector('rect')).fill, getComputedStyle(it.querySelector('text')).fill]"));
        Assert.Equal("none", await told.Locator("text").EvaluateAsync<string>("it => getComputedStyle(it).filter")); // a shadow for white letters
        await Assertions.Expect(told).ToHaveTextAsync(new Regex(@"^\s*(Voice|Data): [0-9.]+\s*$"));
    }

    // Paper is white: the ink of a dark screen cannot be read on it.
    [Fact]
    public async Task What_is_printed_from_the_dark_has_the_colours_of_the_light()
    {
        const string Colours = "[getComputedStyle(document.body).color, getComputedStyle(document.documentElement).colorScheme, getComputedStyle(document.querySelector('.card')).backgroundColor]";
        var light = await OpenAsync("/admin/settings", "admin", ColorScheme.Light);
        var dark = await OpenAsync("/admin/settings", "admin", ColorScheme.Dark);
        var expected = await light.EvaluateAsync<string[]>(Colours);
        Assert.NotEqual(expected, await dark.EvaluateAsync<string[]>(Colours));

        await dark.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });

        Assert.Equal(expected, await dark.EvaluateAsync<string[]>(Colours));
    }

    [Fact]
    public async Task The_days_that_bills_are_asked_for_from_and_to_stand_beside_each_other()
    {
        await portal.UsedAsync();
        await DemoBill.MakeAsync(await portal.BillingAsync());
        var page = await OpenAsync("/my/bills", "carol");
        var days = page.Locator(".filterbar input[type=date]");
        await Assertions.Expect(days).ToHaveCountAsync(4);
        var tops = await days.EvaluateAllAsync<double[]>("all => all.map(it => it.getBoundingClientRect().top)");

        Assert.Equal([tops[1], tops[3]], [tops[0], tops[2]]);
    }

    // A button beside it put the title of a card lower than those of the cards around it.
    [Fact]
    public async Task The_title_of_a_card_stands_as_high_with_a_button_as_without()
    {
        await portal.UsedAsync();
        var account = await PageList.AddressAsync("/admin/accounts/{AccountId:long}", await portal.BillingAsync());
        var with = await TopsAsync($"{account}?tab=funds", ".card:has(> header > .mud-button-root)");
        var without = await TopsAsync(account, ".card:has(> header > h2):not(:has(> header > :not(h2)))");

        Assert.All(with, top => Assert.Equal(without[0], top, 1.5));

        async Task<double[]> TopsAsync(string address, string cards)
        {
            var page = await OpenAsync(address, "admin");
            await Assertions.Expect(page.Locator(cards)).Not.ToHaveCountAsync(0);

            return await page.Locator(cards).EvaluateAllAsync<double[]>(
                "all => all.map(it => it.querySelector('h2').getBoundingClientRect().top - it.getBoundingClientRect().top)");
        }
    }

    [Fact]
    public async Task A_button_keeps_its_corners_when_the_keyboard_comes_to_it()
    {
        var page = await OpenAsync("/admin/customers", "admin");
        var button = page.Locator(".pagehead .mud-button-root").First;
        var corners = await button.EvaluateAsync<string>("it => getComputedStyle(it).borderRadius");

        await page.Keyboard.PressAsync("Tab");
        await button.FocusAsync();

        Assert.True(await button.EvaluateAsync<bool>("it => it.matches(':focus-visible')"));
        Assert.Equal(corners, await button.EvaluateAsync<string>("it => getComputedStyle(it).borderRadius"));
    }

    private async Task<IPage> OpenAsync(string path, string user, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await (await portal.OpenAsync(path, user, isPhone: false, scheme)).ReadyAsync();
        await page.SettledAsync();

        return page;
    }
}
