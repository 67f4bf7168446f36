using System.Text.RegularExpressions;
using Billing.Portal.Tests.Catalogue;
using Billing.Portal.Tests.Invoices;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Lists;

/// <summary>Filters, order and place stand in the address, and the list follows them without being loaded again.</summary>
public sealed class FilterTests(PortalFixture portal)
{
    [Fact]
    public async Task A_list_follows_what_is_typed_and_chosen()
    {
        var page = await (await portal.OpenAsync("/admin/users", "admin")).ReadyAsync();
        var admin = page.Locator("a.rowlink", new() { HasTextRegex = new("^admin$") });
        var auditor = page.Locator("a.rowlink", new() { HasTextRegex = new("^auditor$") });
        await Expect(admin).ToBeVisibleAsync();

        var filter = page.Field("Name or e-mail begins with");
        await filter.PressSequentiallyAsync("audit ");
        await Expect(admin).ToHaveCountAsync(0);
        await Expect(auditor).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("q=audit$"));
        await Expect(filter).ToHaveValueAsync("audit ");

        await page.Choice("Kind").SelectOptionAsync("subscriber");
        await Expect(page.GetByText("No user fits the filter.")).ToBeVisibleAsync();
        await filter.FillAsync("");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "carol", Exact = true })).ToBeVisibleAsync();
        await Expect(admin).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_charged_and_changed_and_the_past_of_a_rate_are_filtered_and_say_when_nothing_fits()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        await DemoBill.MakeAsync(billing); // there is a charge
        var page = await (await portal.OpenAsync(await PageList.AddressAsync("/admin/customers/{CustomerId:long}/subscriptions", billing), "admin")).ReadyAsync();
        var charges = page.GetByRole(AriaRole.Region, new() { Name = "What was charged" });
        await Expect(charges.GetByRole(AriaRole.Row).Filter(new() { HasText = DemoBill.Plan }).First).ToBeVisibleAsync();
        await page.Locator("label.fq", new() { HasTextRegex = new(@"^\s*What\b") }).Locator("input").FillAsync("no such plan");
        await Expect(charges.GetByText("No row fits the filter.")).ToBeVisibleAsync();

        await page.GotoAsync(await PageList.AddressAsync("/admin/customers/{CustomerId:long}", billing) + "?tab=history");
        await page.ReadyAsync();
        await page.Field("User name").FillAsync("nobody");
        await Expect(page.GetByText("Nothing was changed that fits these filters.")).ToBeVisibleAsync();

        await page.GotoAsync($"/admin/tariffs/{await portal.TariffIdAsync("Voice")}/rates/44");
        await page.ReadyAsync();
        await page.ListedAsync();
        await page.Choice("State").SelectOptionAsync("In force");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.Field("Price or intervals").FillAsync(await page.Locator("tbody .money").InnerTextAsync());
        await Expect(page).ToHaveURLAsync(new Regex("q=0\\.[0-9]*0$")); // with the zeroes that the list shows
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GotoAsync($"/admin/tariffs/{await portal.TariffIdAsync("Voice")}/rates/44?state=Withdrawn");
        await Expect(page.GetByText("No row fits the filter.")).ToBeVisibleAsync();
        await Expect(page.Choice("State")).ToHaveValueAsync("Withdrawn");
    }

    // What began last runs for the shortest time; numbers are of several series, and in no order that a day is in.
    [Theory]
    [InlineData("/admin/sessions?account=carol", "Running", "ascending")]
    [InlineData("/admin/sessions?account=carol&sort=AuthorizedAt&dir=asc", "Running", "descending")]
    [InlineData("/admin/invoices", "Issued on", "descending")]
    public async Task A_head_says_which_way_the_figures_below_it_go(string place, string column, string order)
    {
        await portal.UsedAsync();
        await DemoBill.MakeAsync(await portal.BillingAsync());
        var page = await (await portal.OpenAsync(place, "admin")).ReadyAsync();
        var heads = page.Locator("th[aria-sort]");

        await Expect(heads).ToHaveCountAsync(1);
        await Expect(heads).ToHaveAttributeAsync("aria-sort", order);
        await Expect(heads).ToHaveTextAsync($"{column} {(order == "ascending" ? "↑" : "↓")}");
    }

    [Fact]
    public async Task A_column_sorts_the_other_way_with_each_press()
    {
        var page = await (await portal.OpenAsync("/admin/users", "admin")).ReadyAsync();
        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "User name" });
        var top = page.Locator("tbody a.rowlink").First;
        var first = await top.InnerTextAsync();
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(top).Not.ToHaveTextAsync(first); // the head turns before the rows come
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(top).ToHaveTextAsync(first);
    }
}
