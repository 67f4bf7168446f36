using System.Text.RegularExpressions;
using Billing.Contracts.Views;
using Billing.Portal.Tests.Invoices;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Lists;

/// <summary>Short lists are read whole, and can what long ones can.</summary>
public sealed class WholeListTests(PortalFixture portal)
{
    [Fact]
    public async Task A_short_list_is_filtered_ordered_by_any_column_and_saved_and_its_columns_are_chosen()
    {
        var page = await (await portal.OpenAsync("/admin/notifications/templates", "admin")).ReadyAsync();
        var rows = page.Locator("tbody tr");
        var invoice = new Regex("factura", RegexOptions.IgnoreCase);
        await page.ListedAsync(); // else it counts the row that says that they are read
        var all = await rows.CountAsync();
        await page.Choice("Language").SelectOptionAsync("es");
        await Expect(rows).ToHaveCountAsync(all / 2);
        await page.Field("About or subject").FillAsync("FACTURA");
        await Expect(rows).Not.ToHaveCountAsync(all / 2);
        await Expect(rows.First).ToContainTextAsync(invoice);
        Assert.InRange(await rows.CountAsync(), 1, all / 2 - 1);

        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "Subject" });
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");
        var first = await rows.First.Locator("td").Nth(2).InnerTextAsync();
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(rows.Last.Locator("td").Nth(2)).ToHaveTextAsync(first);

        // What was chosen is in the address and in the file, and the columns in the browser's memory.
        await page.ButtonAsync("Columns");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Whose" }).UncheckAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Whose" })).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await page.ReadyAsync();
        await page.ListedAsync();
        await Expect(rows.First).ToContainTextAsync(invoice);
        await Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Whose" })).ToHaveCountAsync(0);
        var shown = await rows.CountAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save as CSV"));
        var lines = (await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken)).Where(line => line.Length > 0).ToArray();
        Assert.Equal("About,Language,Subject", lines[0].TrimStart('\uFEFF'));
        Assert.Equal(shown + 1, lines.Length);

        await page.Field("About or subject").FillAsync("no such words");
        await Expect(page.GetByText("No row fits the filter.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_column_that_is_called_anew_is_known_by_what_it_was_called_when_a_view_was_kept()
    {
        var billing = await portal.BillingAsync();
        await DemoBill.MakeAsync(billing); // there is a plan
        var kept = await billing.Grains.GetGrain<IListViewsGrain>("plans").KeepAsync(new("Without periods", IsShared: false, "sort=Fee", ["Every"]), "admin");
        var page = await (await portal.OpenAsync("/admin/plans?sort=Every&view=0", "admin")).ReadyAsync();
        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "Period" });
        await Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");

        await page.GotoAsync($"/admin/plans?sort=Fee&view={kept.Id}");
        await page.ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Fee" })).ToBeVisibleAsync();
        await Expect(head).ToHaveCountAsync(0);
        await page.ListedAsync();
        await page.ButtonAsync("Columns");
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Period" })).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_list_of_many_networks_is_turned_page_by_page()
    {
        var billing = await portal.BillingAsync();
        var networks = Enumerable.Range(0, 60).Select(n => $"10.98.{n}.0/30").ToArray();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => billing.Grains.GetGrain<Contracts.Nodes.IPoolGrain>($"Page {n:D2}").SetAsync(new([networks[n]], [], []), new("admin", 0))));
        var page = await (await portal.OpenAsync("/admin/pools?q=Page%20", "admin")).ReadyAsync();
        await Expect(page.GetByText("50 shown of 60")).ToBeVisibleAsync();
        await page.ButtonAsync("Next page");
        await Expect(page.GetByText("10 shown of 60")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Page 59" })).ToBeVisibleAsync();
        await page.Field("Pool or gateway").FillAsync("Page 0"); // another filter begins at its beginning
        await Expect(page.GetByText("10 shown of 10")).ToBeVisibleAsync();
        await page.Field("Pool or gateway").FillAsync("Page ");
        await Expect(page.GetByText("50 shown of 60")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Page before" })).ToBeDisabledAsync();
    }

    [Fact]
    public async Task An_order_that_there_is_none_of_is_the_usual_one()
    {
        var page = await (await portal.OpenAsync("/admin/customers?q=carol&sort=99", "admin")).ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "carol" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_grid_of_rates_shows_the_columns_that_are_chosen()
    {
        var page = await (await portal.OpenAsync("/admin/tariffs/2", "admin")).ReadyAsync();
        var intervals = page.GetByRole(AriaRole.Columnheader, new() { Name = "Intervals" });
        await Expect(intervals).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "1800 Freephone" })).ToBeVisibleAsync();
        await page.ButtonAsync("Columns");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Intervals" }).UncheckAsync();
        await Expect(intervals).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Price, USD" })).ToBeVisibleAsync();
        await Expect(intervals).ToHaveCountAsync(0);
    }
}
