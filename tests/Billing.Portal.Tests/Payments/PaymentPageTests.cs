using Billing.Contracts.Payments;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Payments;

public sealed class PaymentPageTests(PortalFixture portal)
{
    [Fact]
    public async Task A_part_of_a_payment_is_given_back_once_with_its_reason_and_only_by_who_may()
    {
        var billing = await portal.BillingAsync();
        var number = await DemoPayment.MakeAsync(billing);
        var page = await (await portal.OpenAsync($"/admin/payments/{number}", "finance")).ReadyAsync();
        await Expect(page.Locator("[data-refunds] tbody tr")).ToHaveCountAsync(1);
        await page.ButtonAsync("Refund");
        await page.GetByLabel("Amount, USD").FillAsync("10");
        await page.GetByLabel("Reason").FillAsync("sent twice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay back 10.00" }).DblClickAsync();
        await Expect(page.GetByText("Done: −10.00")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-refunds]")).ToContainTextAsync("sent twice"); // while the dialog still says so
        await page.ButtonAsync("Close");
        await Expect(page.Locator("[data-refunds] tbody tr")).ToHaveCountAsync(2);
        Assert.Equal(15, (await billing.Grains.GetGrain<IPaymentGrain>("test-cash").GetAsync())!.Refunded);

        var looking = await (await portal.OpenAsync($"/admin/payments/{number}", "auditor")).ReadyAsync();
        await Expect(looking.Locator("[data-refunds] tbody tr")).ToHaveCountAsync(2);
        await Expect(looking.GetByRole(AriaRole.Button, new() { Name = "Refund" })).ToHaveCountAsync(0);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }
}
