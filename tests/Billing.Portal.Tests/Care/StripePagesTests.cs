using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Core.Payers;
using Billing.Portal.Tests.Invoices;
using Billing.Postgres.Payers;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>A platform of its own whose cards and payments are those of a Stripe of ours.</summary>
public sealed class StripePlatform(PortalFixture portal) : IAsyncLifetime
{
    internal StripeFake Stripe { get; private set; } = null!;

    internal RunningBilling Billing { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Stripe = await StripeFake.StartAsync();
        Billing = await portal.StartAsync(
            ("Billing:Payments:Provider", "Stripe"),
            ("Billing:Payments:Stripe:SecretKey", "sk_test_of_ours"),
            ("Billing:Payments:Stripe:WebhookSecret", "whsec_test"),
            ("Billing:Payments:Stripe:ApiBase", Stripe.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await Billing.DisposeAsync();
        await Stripe.DisposeAsync();
    }
}

/// <summary>Cards that are entered on Stripe's page, payments on it and from a card, and a bank that asks: a browser, the platform, and a Stripe of ours.</summary>
public sealed class StripePagesTests(PortalFixture portal, StripePlatform platform) : IClassFixture<StripePlatform>
{
    [Fact]
    public async Task A_card_is_entered_on_stripes_page_kept_and_charged_and_its_bank_is_asked_when_it_wants_to_be()
    {
        var (billing, stripe) = (platform.Billing, platform.Stripe);
        var page = await SignedInAsync("alice");
        var before = (Paid: stripe.All("payment_intent").Count, (await billing.BalanceAsync("alice")).Posted);

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
        Assert.Equal(before.Posted + 20, (await billing.BalanceAsync("alice")).Posted);
        Assert.Equal("succeeded", (string?)Assert.Single(stripe.All("payment_intent").Skip(before.Paid))["status"]); // two clicks are one payment

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
        Assert.Equal(before.Posted + 20, (await billing.BalanceAsync("alice")).Posted);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the bank" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "It is me" }).ClickAsync();
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("20.00 USD were credited.");
        Assert.Equal(before.Posted + 40, (await billing.BalanceAsync("alice")).Posted);
        Assert.Equal(before.Paid + 2, stripe.All("payment_intent").Count);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task An_invoice_is_paid_on_stripes_page_by_a_card_that_nobody_keeps_and_going_back_pays_nothing()
    {
        var (billing, stripe) = (platform.Billing, platform.Stripe);
        var balanceId = await OweAsync("bob", 12.5m);
        var before = (await billing.BalanceAsync("bob")).Posted;
        var page = await SignedInAsync("bob");

        // Who owes is offered what is owed, under that name.
        await page.GotoAsync("/my/top-up");
        await page.ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pay", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pay 12.50 USD", Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator(".effect")).ToContainTextAsync("And then: you owe");

        await page.GotoAsync("/my/bills");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Pay 12.50 USD" }).First.ClickAsync();
        await Expect(page.GetByText("The card is entered on the page of the payment provider, and is not kept.")).ToBeVisibleAsync();

        // There, and back without having paid.
        await page.ButtonAsync("Pay 12.50 USD");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "To pay: 1250 usd" })).ToBeVisibleAsync();
        var given = page.Url;
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await Expect(page.Locator("[data-asked]")).ToContainTextAsync("No money moved yet.");
        await page.ReadyAsync();
        var giveUp = page.GetByRole(AriaRole.Button, new() { Name = "Give it up", Exact = true });
        await giveUp.OffAndOnAsync(() => page.ButtonAsync("I have paid there"));
        await Expect(page.Locator("[data-asked]")).ToContainTextAsync("No money moved yet."); // Stripe knows better
        await giveUp.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The payment was given up; no money moved." })).ToBeVisibleAsync();
        Assert.Equal(before, (await billing.BalanceAsync("bob")).Posted);
        Assert.DoesNotContain(stripe.All("payment_intent"), intent => (long)intent["amount"]! == 1250);
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(given);
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "This page has expired" })).ToBeVisibleAsync();
        await other.CloseAsync();

        // There again, and paid.
        await page.ButtonAsync("Pay 12.50 USD");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pay", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("12.50 USD were credited.");
        await page.ReloadAsync(); // the address names the payment still: it is the same one
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("12.50 USD were credited.");
        Assert.Equal(before + 12.5m, (await billing.BalanceAsync("bob")).Posted);
        Assert.Equal("succeeded", (string?)Assert.Single(stripe.All("payment_intent"), intent => (long)intent["amount"]! == 1250)["status"]);
        Assert.Empty((await billing.Grains.GetGrain<IWalletGrain>(balanceId).GetAsync()).Methods);

        await IsPaidAsync(balanceId);
        await page.GotoAsync("/my/bills");
        await Expect(page.GetByText("All invoices are paid.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "12.50" }).First).ToBeVisibleAsync();
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Giving_up_what_was_confirmed_and_taken_meanwhile_says_so()
    {
        var (billing, stripe) = (platform.Billing, platform.Stripe);
        var before = (await billing.BalanceAsync("carol")).Posted;
        var page = await SignedInAsync("carol");
        await page.GotoAsync("/my/cards");
        await page.ReadyAsync();
        await page.ButtonAsync("Go to the provider's page");
        await page.GetByRole(AriaRole.Link, new() { Name = "Keep one whose bank asks" }).ClickAsync();
        await Expect(page.Locator("[data-said]")).ToHaveTextAsync("The card is kept.");
        await page.GotoAsync("/my/top-up");
        await page.ReadyAsync();
        await page.ButtonAsync("20.00 USD");
        await page.ButtonAsync("Pay 20.00 USD");
        await Expect(page.Locator("[data-asked]")).ToContainTextAsync("No money moved yet");

        // On their telephone; Stripe has told us, and the page has not heard.
        var intent = Assert.Single(stripe.All("payment_intent"), one => (string?)one["status"] == "requires_action");
        stripe.Confirm((string)intent["id"]!);
        await billing.Grains.GetGrain<IPaymentGrain>((string)intent["metadata"]!["operation"]!).ResumeAsync();
        await page.ButtonAsync("Give it up");
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("20.00 USD were credited.");
        Assert.Equal(before + 20, (await billing.BalanceAsync("carol")).Posted);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    private async Task<IPage> SignedInAsync(string user)
    {
        var page = await portal.OpenAsync("/account/sign-in", on: platform.Billing);
        await page.SignInAsync(user, DemoPasswords.Of(user));
        await page.ArrivesAsync("**/my");

        return page;
    }

    private async Task<long> OweAsync(string alias, decimal amount)
    {
        var balanceId = await DemoBill.BalanceOfAsync(platform.Billing, alias);
        await platform.Billing.Services.GetRequiredService<PlanPublisher>().PublishAsync("stripe-line", new ClassTerms(), CancellationToken.None);
        var payer = platform.Billing.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.Null((await payer.OpenAsync(new("stripe-line", false, null))).Problem);
        Assert.Null((await payer.ChargeOnceAsync($"owe/{alias}", amount, "Router")).Problem);
        Assert.Null((await payer.CloseNowAsync()).Problem);

        return balanceId;
    }

    // Money settles invoices when the payer has heard of it.
    private async Task IsPaidAsync(long balanceId)
    {
        var invoices = platform.Billing.Services.GetRequiredService<IInvoiceQuery>();

        while ((await invoices.PageAsync(new(balanceId, true), null, 1, TestContext.Current.CancellationToken)).Count > 0)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
