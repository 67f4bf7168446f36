using Billing.Portal.Tests.Invoices;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Lists;

/// <summary>What is typed above a list finds what its rows say, for who pays and for the staff.</summary>
public sealed class TypedFilterTests(PortalFixture portal)
{
    [Fact]
    public async Task Subscribers_find_calls_entries_payments_and_invoices()
    {
        await portal.UsedAsync();
        await DemoBill.MakeAsync(await portal.BillingAsync()); // there are invoices
        var page = await (await portal.OpenAsync("/my/usage", "carol")).ReadyAsync();
        await page.GetByLabel("Called number or destination").FillAsync("2125551234");
        await OnlyAsync(page, "Usage", "12125551234", "442071234567");
        await page.GetByLabel("Called number or destination").FillAsync("no such place");
        await Expect(page.GetByText("No row fits the filter.")).ToBeVisibleAsync();

        await page.GotoAsync("/my/bills");
        await page.ReadyAsync();
        await page.GetByLabel("Text or sum").FillAsync("2125551234");
        await OnlyAsync(page, "Statement", "12125551234", "442071234567");
        await page.GetByLabel("Text or sum").FillAsync("test-welcome"); // an operation, which the staff alone sees
        await Expect(List(page, "Statement")).ToContainTextAsync("No row fits the filter.");
        await page.GetByLabel("Way of payment, invoice or sum").FillAsync("no such way");
        await Expect(List(page, "Payments")).ToContainTextAsync("No payment fits these filters.");
        await page.GetByLabel("Invoice number, period or sum").FillAsync("no such number");
        await Expect(List(page, "Invoices")).ToContainTextAsync("No invoice fits these filters.");
    }

    [Fact]
    public async Task Staff_finds_calls_entries_rated_anew_and_batches()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        var account = await PageList.AddressAsync("/admin/accounts/{AccountId:long}", billing);
        var page = await (await portal.OpenAsync(account + "?tab=usage", "admin")).ReadyAsync();
        await page.GetByLabel("Called number or destination").FillAsync("2125551234");
        await OnlyAsync(page, "Usage records", "12125551234", "442071234567");

        await page.GotoAsync(account + "?tab=statement");
        await page.ReadyAsync();
        await page.GetByLabel("Text, operation or sum").FillAsync(DemoUsage.Credit.ToUpperInvariant());
        await OnlyAsync(page, "Statement", DemoUsage.Credit, "442071234567");

        await page.GotoAsync(await PageList.AddressAsync("/admin/usage/rerating/{JobKey}", billing));
        await page.ReadyAsync();
        await page.GetByLabel("Account, service or rate").FillAsync("nobody");
        await Expect(page.GetByText("No row fits the filter.")).ToBeVisibleAsync();

        var payment = await Payments.DemoPayment.MakeAsync(billing);
        await page.GotoAsync($"/admin/payments/{payment}");
        await page.GotoAsync(await page.Locator("a[href*='admin/customers/']").First.GetAttributeAsync("href") is { } customer ? $"/{customer.Split('?')[0].TrimStart('/')}?tab=payments" : "");
        await page.ReadyAsync();
        await page.GetByLabel("Payment number, way, invoice or sum").FillAsync("RECEIPT 17");
        await Expect(List(page, "Payments").Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GetByLabel("Payment number, way, invoice or sum").FillAsync("41.5");
        await Expect(List(page, "Payments")).ToContainTextAsync("No payment fits these filters.");

        await page.GotoAsync("/admin/vouchers");
        await page.ReadyAsync();
        await page.GetByLabel("Batch, note or user").FillAsync("nobody");
        await Expect(page.GetByText("No row fits the filter.")).ToBeVisibleAsync();
        await page.GetByLabel("Batch, note or user").FillAsync("admin");
        await Expect(List(page, "Voucher batches").GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("admin");
    }

    private static async Task OnlyAsync(IPage page, string list, string found, string other)
    {
        var rows = List(page, list).Locator("tbody tr");
        await Expect(rows.Filter(new() { HasText = other })).ToHaveCountAsync(0);
        await Expect(rows.First).ToContainTextAsync(found);
    }

    private static ILocator List(IPage page, string name) => page.Locator($"section.list[aria-label='{name}']");
}
