using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Invoices;

public sealed class LogoPageTests(PortalFixture portal)
{
    // One pixel, half transparent.
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_logo_is_on_invoices_that_are_issued_while_it_is_there_and_stays_on_them()
    {
        var billing = await portal.BillingAsync();
        var before = await DemoBill.MakeAsync(billing);
        var page = await (await portal.OpenAsync("/admin/settings", "admin")).ReadyAsync();
        await Expect(page.Field("Choose the file")).ToBeEnabledAsync();
        await page.Field("Choose the file").SetInputFilesAsync(new FilePayload { Name = "logo.gif", MimeType = "image/gif", Buffer = "GIF89a"u8.ToArray() });
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("a PNG file");

        await page.Field("Choose the file").SetInputFilesAsync(new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = Png });
        await Expect(page.GetByAltText("The logo as it is now")).ToBeVisibleAsync();
        var issued = await IssueAsync(billing);
        await page.ButtonAsync("Take the logo off");
        await Expect(page.GetByAltText("The logo as it is now")).ToHaveCountAsync(0);

        await page.GotoAsync($"/admin/invoices/{issued}");
        await Expect(page.Locator(".paper img.logo")).ToBeVisibleAsync();
        await page.GotoAsync($"/admin/invoices/{before}");
        await Expect(page.Locator(".paper .sender")).ToBeVisibleAsync();
        await page.GotoAsync($"/admin/invoices/{await IssueAsync(billing)}");
        await Expect(page.Locator(".paper .sender")).ToBeVisibleAsync();
    }

    private static async Task<string> IssueAsync(RunningBilling billing)
    {
        var (_, customer) = await DemoBill.UnbilledAsync(billing);
        var filter = new InvoiceRowFilter(CustomerId: await DemoBill.CustomerOfAsync(billing, customer));
        var rows = await billing.Services.GetRequiredService<IInvoiceSheetQuery>()
            .ListAsync(Scope.Everything, filter, new(), NodaTime.SystemClock.Instance.GetCurrentInstant(), CancellationToken.None);

        return rows.Rows[0].Number;
    }
}
