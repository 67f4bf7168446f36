using System.Text.RegularExpressions;
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

        var filter = page.GetByLabel("Name or e-mail begins with");
        await filter.PressSequentiallyAsync("audit ");
        await Expect(admin).ToHaveCountAsync(0);
        await Expect(auditor).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("q=audit$"));
        await Expect(filter).ToHaveValueAsync("audit ");

        await page.GetByLabel("Kind").SelectOptionAsync("subscriber");
        await Expect(page.GetByText("No user fits the filter.")).ToBeVisibleAsync();
        await filter.FillAsync("");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "carol", Exact = true })).ToBeVisibleAsync();
        await Expect(admin).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_column_sorts_the_other_way_with_each_press()
    {
        var page = await (await portal.OpenAsync("/admin/users", "admin")).ReadyAsync();
        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "User name" });
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        var last = await page.Locator("tbody a.rowlink").First.InnerTextAsync();
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.Locator("tbody a.rowlink").First).Not.ToHaveTextAsync(last);
    }
}
