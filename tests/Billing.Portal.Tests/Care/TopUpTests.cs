using System.Globalization;
using Billing.Contracts.Vouchers;
using Billing.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>Money that a subscriber brings in: once, or not at all.</summary>
public sealed class TopUpTests(PortalFixture portal)
{
    [Fact]
    public async Task A_card_is_charged_once_by_two_clicks_and_a_declined_one_moves_nothing()
    {
        var billing = await portal.BillingAsync();
        var before = (await billing.BalanceAsync("bob")).Posted;
        var page = await (await portal.OpenAsync("/my/top-up", "bob")).ReadyAsync();
        await page.ButtonAsync("20.00 USD");
        await FillAsync(page, "4000 0000 0000 0002");
        await page.ButtonAsync("Pay 20.00 USD");
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The card was declined, no money moved" })).ToBeVisibleAsync();
        Assert.Equal(before, (await billing.BalanceAsync("bob")).Posted);

        await FillAsync(page, "4242 4242 4242 4242");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 20.00 USD" }).DblClickAsync();
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("20.00 USD were credited.");
        Assert.Equal(before + 20, (await billing.BalanceAsync("bob")).Posted);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_voucher_is_worth_its_amount_once()
    {
        var billing = await portal.BillingAsync();
        var made = await billing.Grains.GetGrain<IVoucherStockGrain>(0).GenerateAsync(
            new($"test-{Guid.NewGuid():N}", 15, "USD", 1, ExpiresAt: null, IsActive: true, Note: null, "admin"));
        var code = Assert.Single(made.Vouchers).Code;
        var before = (await billing.BalanceAsync("bob")).Posted;
        var page = await (await portal.OpenAsync("/my/top-up", "bob")).ReadyAsync();
        await page.Field("Code on the voucher").FillAsync(code.ToLowerInvariant());
        await page.Keyboard.PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Redeem the voucher" }).DblClickAsync();
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("15.00 USD were credited.");
        await Expect(page.Locator("[data-done] h2")).ToBeFocusedAsync(); // the button that was pressed is gone
        Assert.Equal(before + 15, (await billing.BalanceAsync("bob")).Posted);

        // Its owner is told of the same credit again, anybody else that it was used.
        var entry = await page.Locator("[data-done] dd.mono").InnerTextAsync();
        await page.ReloadAsync();
        await RedeemAsync(page, code);
        await Expect(page.Locator("[data-done] dd.mono")).ToHaveTextAsync(entry);
        var other = await portal.OpenAsync("/my/top-up", "carol");
        await RedeemAsync(other, code);
        await Expect(other.GetByText("This voucher was used already.")).ToBeVisibleAsync();
        await Expect(other.Field("Code on the voucher")).ToBeFocusedAsync();
        Assert.Equal(before + 15, (await billing.BalanceAsync("bob")).Posted);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_bank_that_asks_is_answered_by_its_holder_before_money_moves()
    {
        var billing = await portal.BillingAsync();
        var before = (await billing.BalanceAsync("bob")).Posted;
        var page = await (await portal.OpenAsync("/my/cards", "bob")).ReadyAsync();
        await FillAsync(page, "4000 0027 6000 3184");
        await page.ButtonAsync("Keep the card");
        await Expect(page.Locator("[data-said]")).ToHaveTextAsync("The card is kept.");

        await page.GotoAsync("/my/top-up");
        await page.ReadyAsync();
        await page.ButtonAsync("20.00 USD");
        await page.ButtonAsync("Pay 20.00 USD");
        await Expect(page.Locator("[data-asked]")).ToContainTextAsync("No money moved yet.");
        await IsBegunAsync(page); // of another amount, or from another card, it would be another order
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Card" })).ToBeDisabledAsync();
        await page.ButtonAsync("Give it up");
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The payment was given up" })).ToBeVisibleAsync();
        Assert.Equal(before, (await billing.BalanceAsync("bob")).Posted);

        await page.ButtonAsync("Pay 20.00 USD");
        await page.ButtonAsync("I have confirmed it");
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("20.00 USD were credited.");
        Assert.Equal(before + 20, (await billing.BalanceAsync("bob")).Posted);
        await page.GotoAsync("/my/cards"); // the other tests type theirs
        await page.ReadyAsync();
        await page.ButtonAsync("Remove the card ending in 3184");
        await Expect(page.Locator("[data-said]")).ToContainTextAsync("The card is removed");
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_payment_of_which_nobody_knows_is_asked_for_again_as_it_was_begun()
    {
        var page = await (await portal.OpenAsync("/my/top-up", "bob")).ReadyAsync();
        await page.ButtonAsync("20.00 USD");
        await FillAsync(page, "4000 0000 0000 0119");
        await page.ButtonAsync("Pay 20.00 USD");
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The payment provider does not answer." })).ToBeVisibleAsync();
        await IsBegunAsync(page);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pay 20.00 USD" })).ToBeEnabledAsync();
    }

    private static async Task IsBegunAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "50.00 USD", Exact = true })).ToBeDisabledAsync();
        await Expect(page.Field("Another amount, USD")).ToBeDisabledAsync();
    }

    private static async Task RedeemAsync(IPage page, string code)
    {
        await page.ReadyAsync();
        await page.Field("Code on the voucher").FillAsync(code);
        await page.Keyboard.PressAsync("Tab");
        await page.ButtonAsync("Redeem the voucher");
    }

    private static async Task FillAsync(IPage page, string number)
    {
        await page.Field("Card number").FillAsync(number);
        await page.Field("Valid until (MM/YY)").FillAsync(DateTime.UtcNow.AddYears(2).ToString("MM'/'yy", CultureInfo.InvariantCulture));
        await page.Field("Security code").FillAsync("123");
        await page.Keyboard.PressAsync("Tab");
    }
}
