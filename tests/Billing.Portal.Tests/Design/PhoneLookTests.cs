using Billing.Portal.Tests.Invoices;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Design;

/// <summary>What a look at pictures of a phone found once.</summary>
public sealed class PhoneLookTests(PortalFixture portal)
{
    // The box that a filter is typed into was lower than the field in it, and than the choices beside it.
    [Theory]
    [InlineData("/my/usage")]
    [InlineData("/my/bills")]
    public async Task The_filters_of_a_list_of_self_care_are_as_high_as_a_thumb(string path)
    {
        await portal.UsedAsync();
        await DemoBill.MakeAsync(await portal.BillingAsync());
        var page = await OpenAsync(path, "carol");
        var filters = page.Locator("main .filterbar :is(.fq .mud-input, select)");
        await Assertions.Expect(filters).Not.ToHaveCountAsync(0);

        Assert.All(await filters.EvaluateAllAsync<double[]>("all => all.map(it => it.getBoundingClientRect().height)"), height => Assert.Equal(44, height));
    }

    [Theory]
    [InlineData("/my/usage")]
    [InlineData("/my/bills")]
    public async Task A_link_of_a_row_of_self_care_is_as_high_as_a_thumb(string path)
    {
        await portal.UsedAsync();
        await DemoBill.MakeAsync(await portal.BillingAsync());
        var page = await OpenAsync(path, "carol");
        var links = page.Locator("main .list td a");
        await Assertions.Expect(links).Not.ToHaveCountAsync(0);

        Assert.All(await links.EvaluateAllAsync<double[]>("all => all.map(it => it.getBoundingClientRect().height)"), height => Assert.True(height > 43));
    }

    [Fact]
    public async Task What_a_re_rating_is_of_is_said_in_the_whole_width()
    {
        await portal.UsedAsync();
        var page = await OpenAsync(await PageList.AddressAsync("/admin/usage/rerating/{JobKey}", await portal.BillingAsync()), "admin");
        var said = page.Locator("[data-only] > .muted");
        await said.WaitForAsync();

        Assert.True(await said.EvaluateAsync<bool>("it => it.getBoundingClientRect().width > it.parentElement.clientWidth - 2"));
    }

    [Fact]
    public async Task What_was_used_of_each_service_stands_in_one_column()
    {
        await portal.UsedAsync();
        var page = await OpenAsync(await PageList.AddressAsync("/admin/accounts/{AccountId:long}", await portal.BillingAsync()) + "?tab=usage", "admin");
        var used = page.Locator(".totals dd:nth-child(2)");
        await used.Nth(1).WaitForAsync();

        Assert.Single((await used.EvaluateAllAsync<double[]>("all => all.map(it => it.getBoundingClientRect().left)")).Distinct());
        Assert.Equal("end", await page.Locator(".totals dd:last-child").First.EvaluateAsync<string>("it => getComputedStyle(it).textAlign"));
    }

    // What is cut off in a field that has the focus does not even end with an ellipsis.
    [Fact]
    public async Task What_the_palette_takes_is_read_to_its_end()
    {
        var page = await OpenAsync("/admin/settings", "admin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find a customer" }).First.ClickAsync();

        Assert.True(await page.Locator(".search-body input").EvaluateAsync<bool>(
            "it => { const pen = document.createElement('canvas').getContext('2d'); pen.font = getComputedStyle(it).font; return pen.measureText(it.placeholder).width <= it.clientWidth; }"));
    }

    [Fact]
    public async Task An_amount_of_a_statement_has_its_currency()
    {
        await portal.UsedAsync();
        var page = await OpenAsync(await PageList.AddressAsync("/admin/accounts/{AccountId:long}", await portal.BillingAsync()) + "?tab=statement", "admin");

        await Assertions.Expect(page.Locator(".list td[data-label=Amount]").First).ToContainTextAsync("USD", new() { UseInnerText = true });
    }

    [Fact]
    public async Task One_row_has_no_order_to_choose()
    {
        var page = await OpenAsync("/admin/customers", "admin");
        var heads = page.Locator(".list thead button").Filter(new() { Visible = true });
        await Assertions.Expect(heads).Not.ToHaveCountAsync(0);

        await page.Locator(".list tbody").EvaluateAsync("it => it.querySelectorAll('tr + tr').forEach(row => row.remove())");

        await Assertions.Expect(heads).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_is_to_be_done_about_an_invoice_stands_under_its_sum()
    {
        await portal.UsedAsync();
        var page = await OpenAsync("/my/bills/" + await DemoBill.MakeAsync(await portal.BillingAsync()), "carol");

        Assert.True(await page.Locator(".paper .sums").EvaluateAsync<bool>(
            "it => it.querySelector('.facts').getBoundingClientRect().top >= it.querySelector('.effect').getBoundingClientRect().bottom"));
    }

    private async Task<IPage> OpenAsync(string path, string user)
    {
        var page = await (await portal.OpenAsync(path, user, isPhone: true)).ReadyAsync();
        await page.SettledAsync();

        return page;
    }
}
