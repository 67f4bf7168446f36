using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Vouchers;

public sealed class VoucherPagesTests(PortalFixture portal)
{
    [Fact]
    public async Task Codes_are_told_once_and_saved_and_their_range_activated()
    {
        var page = await (await portal.OpenAsync("/admin/vouchers", "admin")).ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make vouchers" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("How many").FillAsync("3");
        await dialog.GetByLabel("Amount of each").FillAsync("10");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make vouchers for 30.00" }).ClickAsync();
        await Expect(dialog.Locator("tbody tr")).ToHaveCountAsync(3);

        var file = await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save the codes"));
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("serial,code,amount,currency", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Equal(await dialog.Locator("tbody tr td").Nth(1).InnerTextAsync(), lines[1].Split(',')[1]);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = $"{lines[1].Split(',')[0]} – {lines[3].Split(',')[0]}" })
            .GetByRole(AriaRole.Button, new() { Name = "Activate or block batch" }).ClickAsync();
        await page.ButtonAsync("Activate them");
        await Expect(dialog.GetByText("Done: 3 vouchers were changed.")).ToBeVisibleAsync();
    }
}
