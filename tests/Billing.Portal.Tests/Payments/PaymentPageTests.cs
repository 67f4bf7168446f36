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
        await page.Field("Amount, USD").FillAsync("10");
        await page.Field("Reason, shown in the ledger").FillAsync("sent twice");
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

    [Fact]
    public async Task A_payment_is_put_on_a_chosen_invoice_and_taken_back_by_who_may()
    {
        var billing = await portal.BillingAsync();
        var (number, second) = await DemoPayment.ForInvoicesAsync(billing);
        var page = await (await portal.OpenAsync($"/admin/payments/{number}", "finance")).ReadyAsync();
        var settles = page.Locator("[data-allocations]");
        await Expect(settles).Not.ToContainTextAsync(second); // the oldest first

        await page.ButtonAsync("Choose invoices");
        await page.GetByLabel(second).FillAsync("21");
        await page.ButtonAsync("Put 21.00\u00a0USD on them");
        await Expect(page.GetByText("more than zero and no more than is open: 20.00")).ToBeVisibleAsync();
        await page.GetByLabel(second).FillAsync("20");
        await page.ButtonAsync("Put 20.00\u00a0USD on them");
        await Expect(settles).ToContainTextAsync(second);
        await Expect(page.Locator("[data-by-hand]")).ToContainTextAsync("20.00");

        var looking = await (await portal.OpenAsync($"/admin/payments/{number}", "auditor")).ReadyAsync();
        await Expect(looking.Locator("[data-by-hand]")).ToContainTextAsync(second);
        await Expect(looking.GetByRole(AriaRole.Button, new() { NameRegex = new("Choose invoices|Take back") })).ToHaveCountAsync(0);

        // That one is paid: nobody is asked for it any more.
        await looking.GotoAsync($"/admin/invoices/{second}");
        await Expect(looking.Locator(".kpis")).ToContainTextAsync("settled on");
        await Expect(looking.Locator(".kpis")).Not.ToContainTextAsync("pay by");

        await page.ButtonAsync($"Take back what was put on {second}");
        await Expect(page.Locator("[data-by-hand]")).ToHaveCountAsync(0);
        await Expect(settles).Not.ToContainTextAsync(second);
    }
}
