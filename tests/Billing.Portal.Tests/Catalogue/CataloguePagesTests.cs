using System.Net;
using System.Text.RegularExpressions;
using Billing.Contracts.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Catalogue;

public sealed class CataloguePagesTests(PortalFixture portal)
{
    [Fact]
    public async Task Who_may_only_look_is_not_offered_changes()
    {
        var page = await portal.OpenAsync(await PathAsync("/admin/tariffs/{Voice}"), "auditor");
        await page.ReadyAsync();

        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Add rate" }).CountAsync());
    }

    [Fact]
    public async Task A_few_rates_are_put_in_the_order_of_their_price()
    {
        var page = await portal.OpenAsync(await PathAsync("/admin/tariffs/{Voice}?q=44"), "auditor");
        await page.ReadyAsync();
        await Expect(page.Locator("a.rowlink").First).ToHaveTextAsync("44");

        await page.Choice("Order").SelectOptionAsync("Dearest first");

        await Expect(page).ToHaveURLAsync(new Regex("sort=Price&dir=desc"));
        await Expect(page.Locator("a.rowlink").First).ToHaveTextAsync("4479");
    }

    [Fact]
    public async Task An_order_of_rates_is_the_same_on_a_telephone_and_at_a_desk()
    {
        var address = await PathAsync("/admin/tariffs/{Voice}?q=44&sort=Price&dir=desc");
        var phone = await (await portal.OpenAsync(address, "auditor", isPhone: true)).ReadyAsync();
        await Expect(phone.Locator("section.list[aria-label='Rates'] th[aria-sort=descending]")).ToContainTextAsync("Price");
        await Expect(phone.Locator("section.list[aria-label='Rates'] tbody a.rowlink").First).ToHaveTextAsync("4479");

        var desk = await (await portal.OpenAsync(address, "auditor")).ReadyAsync();
        await Expect(desk.Choice("Order")).ToHaveValueAsync("Price desc");
        await Expect(desk.Locator("a.rowlink").First).ToHaveTextAsync("4479");

        // By the head of the prefixes, pressed twice: its numbers from the last on.
        await desk.GotoAsync(address.Replace("Price", "Prefix", StringComparison.Ordinal));
        await desk.ReadyAsync();
        await Expect(desk.Choice("Order")).ToHaveValueAsync("Prefix desc");
        await Expect(desk.Locator("a.rowlink").Last).ToHaveTextAsync("44");
    }

    // A list's page stands in the address as "at", and another order or another search begins with the first.
    [Fact]
    public async Task On_a_telephone_rates_stay_those_of_the_time_that_was_chosen()
    {
        var page = await (await portal.OpenAsync(await PathAsync("/admin/tariffs/{Voice}?q=44"), "auditor", isPhone: true)).ReadyAsync();
        var list = page.Locator("section.list[aria-label='Rates']");
        var asOf = page.Locator("input[type=datetime-local]");
        await Expect(list.Locator("tbody a.rowlink").First).ToHaveTextAsync("44");

        await asOf.FillAsync("2035-01-01T00:00");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Right now" })).ToBeVisibleAsync();
        await list.Locator("thead button", new() { HasText = "Price" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sort=Price"));
        await page.Field("Prefix or destination").FillAsync("447");
        await Expect(page).ToHaveURLAsync(new Regex("q=447"));
        await Expect(list.Locator("tbody a.rowlink").First).ToHaveTextAsync(new Regex("^447"));

        await Expect(asOf).ToHaveValueAsync("2035-01-01T00:00");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" })).ToHaveAttributeAsync("href", new Regex(@"rates\.csv\?at=203[45]-"));
        await page.GotoAsync(page.Url + "&at=50"); // as the next page of a larger tariff
        await page.ReadyAsync();
        await Expect(asOf).ToHaveValueAsync("2035-01-01T00:00");
    }

    // What scrolls has an end in a browser, before that of a large tariff: there they are turned page by page, as other lists are.
    [Fact]
    public async Task On_a_telephone_rates_are_a_list_as_any_other()
    {
        var page = await portal.OpenAsync(await PathAsync("/admin/tariffs/{Voice}?q=44"), "auditor", isPhone: true);
        await page.ReadyAsync();
        var list = page.Locator("section.list[aria-label='Rates']");
        await Expect(list.Locator("tbody a.rowlink").First).ToHaveTextAsync("44");
        await Expect(list.Locator("footer").GetByRole(AriaRole.Button, new() { Name = "Next page" })).ToHaveCountAsync(1);
        await Expect(page.Locator(".rates")).ToHaveCountAsync(0);

        await list.Locator("thead button", new() { HasText = "Price" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sort=Price"));
        await list.Locator("thead button", new() { HasText = "Price" }).ClickAsync();
        await Expect(list.Locator("tbody a.rowlink").First).ToHaveTextAsync("4479");
        await list.Locator("thead button", new() { HasText = "Prefix" }).ClickAsync();
        await Expect(list.Locator("tbody a.rowlink").First).ToHaveTextAsync("44");
        await list.Locator("thead button", new() { HasText = "Prefix" }).ClickAsync();
        await Expect(list.Locator("tbody a.rowlink").Last).ToHaveTextAsync("44");
        await page.Field("Prefix or destination").FillAsync("no such place");
        await Expect(list).ToContainTextAsync("No rate");
    }

    [Fact]
    public async Task Prices_that_a_change_of_a_product_brings_say_their_currency()
    {
        await portal.UsedAsync();
        var page = await portal.OpenAsync(await PageList.AddressAsync("/admin/products/{ProductId:long}/draft", await portal.BillingAsync()), "admin");
        await page.ReadyAsync();

        await Expect(page.Locator("[data-effect] header h2")).ToContainTextAsync(", USD");
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("?at=2026-01-01T00:00:00Z", HttpStatusCode.OK)]
    [InlineData("?at=-9998-01-01T00:00:00Z", HttpStatusCode.BadRequest)] // no database knows it
    [InlineData("?at=yesterday", HttpStatusCode.BadRequest)]
    public async Task A_file_of_rates_is_of_the_instant_that_was_asked_for(string at, HttpStatusCode status)
    {
        using var client = await portal.ClientAsync("admin");
        using var answer = await client.GetAsync(new Uri(await PathAsync("/admin/tariffs/{Voice}/rates.csv") + at, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    private async Task<string> PathAsync(string path) => path.Replace(
        "{Voice}", (await portal.TariffIdAsync("Voice")).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}

internal static class CatalogueData
{
    public static async Task<long> TariffIdAsync(this PortalFixture portal, string name)
    {
        var tariffs = (await portal.BillingAsync()).Services.GetRequiredService<ITariffQuery>();

        return (await tariffs.ListAsync(new(), new(Size: 100), CancellationToken.None)).Rows.First(tariff => tariff.Name == name).TariffId;
    }
}
