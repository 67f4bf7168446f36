using Billing.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>Cards that are entered on Stripe's page, a top-up from one, and a bank that asks: a browser, the platform, and a Stripe of ours.</summary>
public sealed class StripePagesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_card_is_entered_on_stripes_page_kept_and_charged_and_its_bank_is_asked_when_it_wants_to_be()
    {
        await using var stripe = await StripeFake.StartAsync();
        await using var billing = await portal.StartAsync(
            ("Billing:Payments:Provider", "Stripe"),
            ("Billing:Payments:Stripe:SecretKey", "sk_test_of_ours"),
            ("Billing:Payments:Stripe:WebhookSecret", "whsec_test"),
            ("Billing:Payments:Stripe:ApiBase", stripe.Address));
        var page = await portal.OpenAsync("/account/sign-in", on: billing);
        await page.SignInAsync("alice", DemoPasswords.Of("alice"));
        await page.WaitForURLAsync("**/my");

        await page.GotoAsync("/my/cards");
        await page.ReadyAsync();
        await Expect(page.GetByLabel("Card number")).ToHaveCountAsync(0); // no number of a card is typed here
        await page.ButtonAsync("Go to the provider's page");
        await page.GetByRole(AriaRole.Link, new() { Name = "Keep 4242" }).ClickAsync();
        await Expect(page.Locator("[data-said]")).ToHaveTextAsync("The card is kept.");
        await Expect(page.Locator(".feed").GetByText("Visa ending in 4242")).ToHaveCountAsync(1);
        await page.ReloadAsync(); // the address names the session still: it is the same card
        await page.ReadyAsync();
        await Expect(page.Locator(".feed").GetByText("Visa ending in 4242")).ToHaveCountAsync(1);

        await page.GotoAsync("/my/top-up");
        await page.ReadyAsync();
        await page.ButtonAsync("20.00 USD");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 20.00 USD" }).DblClickAsync();
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("20.00 USD were credited.");
        Assert.Equal(30, (await billing.BalanceAsync("alice")).Posted);
        Assert.Equal("succeeded", (string?)Assert.Single(stripe.All("payment_intent"))["status"]);

        // Another card, whose bank wants to see its holder: no money until they were there.
        await page.GotoAsync("/my/cards");
        await page.ReadyAsync();
        await page.ButtonAsync("Go to the provider's page");
        await page.GetByRole(AriaRole.Link, new() { Name = "Keep one whose bank asks" }).ClickAsync();
        await Expect(page.Locator(".feed").GetByText("Visa ending in 4242")).ToHaveCountAsync(2);
        await page.GotoAsync("/my/top-up");
        await page.ReadyAsync();
        await page.ButtonAsync("20.00 USD");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Card" }).SelectOptionAsync(new SelectOptionValue { Index = 2 }); // after none of them, and the first
        await page.ButtonAsync("Pay 20.00 USD");
        await Expect(page.Locator("[data-asked]")).ToContainTextAsync("No money moved yet");
        Assert.Equal(30, (await billing.BalanceAsync("alice")).Posted);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the bank" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "It is me" }).ClickAsync();
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("20.00 USD were credited.");
        Assert.Equal(50, (await billing.BalanceAsync("alice")).Posted);
        Assert.Equal(2, stripe.All("payment_intent").Count);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }
}
