using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Vouchers;

public sealed class VoucherPagesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_batch_outlives_its_tab_and_its_codes_are_saved_by_who_ordered_it_and_its_range_activated()
    {
        var page = await (await portal.OpenAsync("/admin/vouchers", "admin")).ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make vouchers" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("How many").FillAsync("3");
        await dialog.Field("Amount of each").FillAsync("10");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make vouchers for 30.00" }).ClickAsync();
        await page.ArrivesAsync("**/admin/vouchers/batches/portal-*");
        var address = page.Url;

        // The tab is gone; the jobs lead back to it.
        await page.GotoAsync("/admin/jobs?kind=Vouchers");
        await (await page.ReadyAsync()).GetByRole(AriaRole.Link, new() { Name = "3 × 10.00 USD" }).First.ClickAsync();
        await page.ArrivesAsync(address);
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Save the codes" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("serial,code,amount,currency", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Matches("^[0-9]+,[0-9A-Z-]{19},10,USD$", lines[1]);

        // Nobody else has them, though they may make vouchers; and nobody when they are removed.
        using var other = await portal.ClientAsync("finance");
        Assert.NotEqual(HttpStatusCode.OK, (await other.GetAsync(new Uri(address + "/file"), TestContext.Current.CancellationToken)).StatusCode);
        await page.ButtonAsync("I have them: remove the codes");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove them" }).ClickAsync();
        await Expect(page.GetByText("The codes are not kept any more.")).ToBeVisibleAsync();

        await page.GotoAsync("/admin/vouchers");
        await (await page.ReadyAsync()).GetByRole(AriaRole.Row).Filter(new() { HasText = $"{lines[1].Split(',')[0]} – {lines[3].Split(',')[0]}" })
            .GetByRole(AriaRole.Button, new() { Name = "Change the range of batch" }).ClickAsync();
        await page.ButtonAsync("Show what it would do");
        await Expect(dialog.Locator("[data-review]")).ToContainTextAsync("30.00 USD");
        await page.ButtonAsync("Activate 3 worth 30.00 USD");
        await Expect(dialog.GetByText("Done: 3 vouchers were changed.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();

        // One of them is sold later than the others.
        await page.ButtonAsync("Change a range");
        await dialog.Field("From serial number").FillAsync(lines[2].Split(',')[0]);
        await dialog.Field("To serial number").FillAsync(lines[2].Split(',')[0]);
        await dialog.Choice("What").SelectOptionAsync("expire");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Worth nothing from" }).FillAsync("2031-02-03");
        await dialog.Field("Reason").FillAsync("Sold late");
        await page.ButtonAsync("Show what it would do");
        await Expect(dialog.Locator("[data-review]")).ToContainTextAsync("worth nothing from 3 Feb 2031");
        await page.ButtonAsync("Change the expiry of 1 worth 10.00 USD");
        await Expect(dialog.GetByText("Done: 1 vouchers were changed.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();

        // A view of the single ones, which opens by itself the next time.
        await page.GotoAsync($"/admin/vouchers?tab=single&serial={lines[2].Split(',')[0]}");
        await page.ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("3 Feb 2031");
        await page.ButtonAsync("Keep this view…");
        await dialog.Field("Name").FillAsync("Sold late");
        await page.ButtonAsync("Keep the view");
        await page.ButtonAsync("Open with it");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Do not open with it" })).ToBeVisibleAsync();
        await page.GotoAsync("/admin/vouchers?tab=single");
        await Expect(page).ToHaveURLAsync(new Regex("tab=single&serial=[0-9]+&view=[0-9]+$"));
        await page.ReadyAsync(); // what is pressed before the page listens is lost
        await page.ButtonAsync("Do not open with it");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open with it", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "View" }).SelectOptionAsync("All, as it comes");
        await Expect(page).ToHaveURLAsync(new Regex("tab=single&view=0$"));
    }
}
