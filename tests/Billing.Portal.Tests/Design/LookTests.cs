using Microsoft.Playwright;

namespace Billing.Portal.Tests.Design;

/// <summary>What a look at pictures found once, and no reader of markup sees.</summary>
public sealed class LookTests(PortalFixture portal)
{
    [Theory]
    [InlineData(ColorScheme.Light, "light")]
    [InlineData(ColorScheme.Dark, "dark")]
    public async Task What_a_browser_draws_into_a_field_has_the_colours_of_the_page(ColorScheme scheme, string expected)
    {
        var page = await OpenAsync("/admin/bill-runs", "admin", isPhone: false, scheme);

        Assert.Equal(expected, await page.Locator(".card input[type=date]").EvaluateAsync<string>("it => getComputedStyle(it).colorScheme"));
    }

    [Fact]
    public async Task A_box_that_is_not_ticked_has_the_colour_of_the_fields_beside_it_in_the_dark()
    {
        var page = await OpenAsync("/admin/customer-classes/new", "admin", isPhone: false, ColorScheme.Dark);
        var box = page.Locator("main input[type=checkbox]:not(:checked)").First;

        Assert.Equal("none", await box.EvaluateAsync<string>("it => getComputedStyle(it).appearance")); // the browser's own is brown
        Assert.Equal(
            await page.Locator("main .field select").First.EvaluateAsync<string>("it => getComputedStyle(it).backgroundColor"),
            await box.EvaluateAsync<string>("it => getComputedStyle(it).backgroundColor"));
    }

    [Fact]
    public async Task What_is_said_under_a_field_begins_where_its_text_does()
    {
        var page = await OpenAsync("/admin/customer-classes/new", "admin", isPhone: false, ColorScheme.Light);
        var help = page.Locator("main .mud-input-control-helper-container").First;

        Assert.Equal("14px", await help.EvaluateAsync<string>("it => getComputedStyle(it).paddingLeft"));
    }

    [Fact]
    public async Task A_fact_with_a_long_name_leaves_its_value_room_on_a_phone()
    {
        var page = await OpenAsync("/admin/settings", "admin");

        Assert.True(await page.EvaluateAsync<double>("Math.min(...[...document.querySelectorAll('.facts dd')].map(it => it.getBoundingClientRect().width))") > 100);
    }

    [Fact]
    public async Task The_tab_that_is_shown_is_in_sight_on_a_phone()
    {
        await portal.UsedAsync();
        var page = await OpenAsync(await PageList.AddressAsync("/admin/customers/{CustomerId:long}", await portal.BillingAsync()) + "?tab=history", "admin");

        Assert.True(await page.Locator(".tabs .active").EvaluateAsync<bool>(
            "it => { const tab = it.getBoundingClientRect(), bar = it.parentElement.getBoundingClientRect(); return tab.left >= bar.left - 1 && tab.right <= bar.right + 1; }"));
    }

    // Of letters smaller than 16 px a phone enlarges the page when the field is touched.
    [Theory]
    [InlineData("/my/me")]
    [InlineData("/my/alerts")]
    [InlineData("/my/usage")]
    [InlineData("/my/top-up")]
    public async Task Fields_of_self_care_are_as_high_as_a_thumb_and_keep_a_phone_s_size(string path)
    {
        var page = await OpenAsync(path, "carol");
        var wrong = await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll("main :is(select, input:not([type=checkbox], [type=radio], [type=hidden]))")]
              .map(it => [it.outerHTML.slice(0, 90), it.getBoundingClientRect().height, parseFloat(getComputedStyle(it).fontSize)])
              .filter(([, height, letters]) => height > 0 && (height < 43.5 || letters < 16))
              .map(it => it.join(" | "))
            """);

        Assert.Empty(wrong);
    }

    // A table's last columns, with the money, were out of sight to the side.
    [Theory]
    [InlineData("/admin/customers")]
    [InlineData("/admin/accounts")]
    [InlineData("/admin/products")]
    [InlineData("/admin/usage")]
    public async Task All_of_a_row_is_in_sight_on_a_phone_with_the_heads_of_its_columns(string path)
    {
        await portal.UsedAsync();
        var page = await OpenAsync(path, "admin");
        var cells = page.Locator(".list tbody tr").First.Locator("td[data-label]");
        await Assertions.Expect(cells).Not.ToHaveCountAsync(0);

        Assert.Empty(await cells.EvaluateAllAsync<string[]>(
            "cells => cells.filter(it => { const at = it.getBoundingClientRect(); return at.width > 0 && (at.left < 0 || at.right > innerWidth); }).map(it => it.dataset.label)"));
        Assert.True(await page.Locator(".list .scroll").EvaluateAsync<bool>("it => it.scrollWidth <= it.clientWidth"));
    }

    [Theory]
    [InlineData("/my")]
    [InlineData("/my/alerts")]
    [InlineData("/my/top-up")]
    public async Task What_a_thumb_touches_in_self_care_is_as_high_as_one(string path)
    {
        var page = await OpenAsync(path, "carol");
        var small = await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll(".care :is(.who, .top-right button, .crumbs a, .card > header > a, .astable summary, label.check, .choices label, .care-tabs a)")]
              .filter(it => { const height = it.getBoundingClientRect().height; return height > 0 && height < 40; })
              .map(it => it.outerHTML.slice(0, 90))
            """);

        Assert.Empty(small);
    }

    [Fact]
    public async Task The_label_of_a_filled_field_stands_above_what_is_in_it()
    {
        var page = await OpenAsync("/my/me", "carol");

        Assert.True(await page.GetByLabel("Name", new() { Exact = false }).First.EvaluateAsync<bool>(
            "it => { const field = it.getBoundingClientRect(), label = it.closest('.mud-input-control').querySelector('label').getBoundingClientRect(); return it.value.length > 0 && label.bottom < field.top + field.height / 3; }"));
    }

    [Fact]
    public async Task A_tap_beside_the_open_rail_closes_it()
    {
        var page = await OpenAsync("/admin/settings", "admin");
        await page.ButtonAsync("Menu");
        await Assertions.Expect(page.Locator(".rail.open")).ToBeVisibleAsync();

        await page.Mouse.ClickAsync(375, 700);

        await Assertions.Expect(page.Locator(".rail.open")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Whoever_goes_elsewhere_from_the_open_rail_or_past_it_finds_it_closed()
    {
        var page = await OpenAsync("/admin/settings", "admin");
        await page.ButtonAsync("Menu");
        await page.GetByRole(AriaRole.Link, new() { Name = "Your settings", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your settings");
        await Assertions.Expect(page.Locator(".rail.open")).ToHaveCountAsync(0);

        await page.ButtonAsync("Menu");
        await Assertions.Expect(page.Locator(".rail.open")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Find" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("caro");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("Customer");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("carol", new() { IgnoreCase = true });
        await Assertions.Expect(page.Locator(".rail.open")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_long_name_is_read_to_its_end_and_a_sentence_begins_large_in_the_rows_of_a_phone()
    {
        await portal.UsedAsync();
        var tariffs = await OpenAsync("/admin/tariffs", "admin");
        Assert.Equal("normal", await tariffs.Locator("table.cards td:first-child .rowlink").First.EvaluateAsync<string>("it => getComputedStyle(it).whiteSpace"));

        var audit = await OpenAsync("/admin/audit", "admin");
        Assert.Equal("uppercase", await audit.Locator("td.sentence .told").First.EvaluateAsync<string>("it => getComputedStyle(it, '::first-letter').textTransform"));
    }

    [Fact]
    public async Task A_row_of_a_phone_has_what_can_be_done_with_it_without_a_head_and_the_heads_that_sort_say_so()
    {
        await portal.UsedAsync();
        var page = await OpenAsync("/admin/destinations", "admin");

        Assert.Equal("none", await page.Locator("table.cards td.act").First.EvaluateAsync<string>("it => getComputedStyle(it, '::before').content"));
        Assert.Equal("\"Order\"", await page.Locator("table.cards thead tr").EvaluateAsync<string>("it => getComputedStyle(it, '::before').content"));
    }

    [Fact]
    public async Task The_label_in_an_empty_field_begins_where_its_text_will()
    {
        var page = await OpenAsync("/admin/customers/new", "admin");
        var begins = await page.Locator("main .mud-input-control:has(.mud-input-label-outlined):not(:has(.mud-shrink))").First.EvaluateAsync<double>(
            "it => { const label = it.querySelector('label'), letters = document.createRange(); letters.selectNodeContents(label); const field = it.querySelector('input'); return letters.getBoundingClientRect().left - field.getBoundingClientRect().left - parseFloat(getComputedStyle(field).paddingLeft); }");

        Assert.InRange(begins, -0.6, 0.6);
    }

    [Fact]
    public async Task A_few_rates_are_a_short_list()
    {
        var page = await OpenAsync("/admin/tariffs/2", "admin", isPhone: false);
        await Assertions.Expect(page.Locator(".rates td.mono").First).ToBeVisibleAsync();

        var (list, rows) = (page.Locator(".rates .mud-table-container"), page.Locator(".rates table"));
        Assert.InRange(
            await list.EvaluateAsync<double>("it => it.clientHeight"), 150, await rows.EvaluateAsync<double>("it => Math.max(150, it.getBoundingClientRect().height)") + 2);
    }

    [Fact]
    public async Task A_box_that_a_subscriber_ticks_to_sign_in_is_as_high_as_a_thumb_and_the_name_stands_above_the_form()
    {
        var page = await portal.OpenAsync("/account/sign-in", isPhone: true);

        Assert.True(await page.Locator("label.check").EvaluateAsync<double>("it => it.getBoundingClientRect().height") >= 44);
        Assert.InRange(
            await page.EvaluateAsync<double>("document.querySelector('.auth-side p').getBoundingClientRect().left - document.querySelector('h1').getBoundingClientRect().left"),
            -0.6,
            0.6);
    }

    [Theory]
    [InlineData("/admin/gateways/{NodeId:int}/edit")]
    [InlineData("/admin/products/{ProductId:long}/edit")]
    public async Task Above_what_is_edited_a_link_leads_back_to_it(string route)
    {
        await portal.UsedAsync();
        var address = await PageList.AddressAsync(route, await portal.BillingAsync());
        var page = await OpenAsync(address, "admin", isPhone: false);

        Assert.Equal(address[1..^"/edit".Length], await page.Locator(".crumbs a").Last.GetAttributeAsync("href"));
    }

    private async Task<IPage> OpenAsync(string path, string user, bool isPhone = true, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await (await portal.OpenAsync(path, user, isPhone, scheme)).ReadyAsync();
        await page.SettledAsync();

        return page;
    }
}
