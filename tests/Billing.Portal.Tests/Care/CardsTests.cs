using System.Globalization;
using Billing.Radius;
using Billing.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>A card that is kept, and money that comes in by itself when a gateway reports that it is used up.</summary>
public sealed class CardsTests(PortalFixture portal)
{
    [Fact]
    public async Task A_balance_that_falls_below_by_use_rises_without_a_click()
    {
        var billing = await portal.BillingAsync();
        var page = await (await portal.OpenAsync("/my/cards", "alice")).ReadyAsync();
        await FillAsync(page, "4000 0000 0000 0002");
        await page.ButtonAsync("Keep the card");
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The card was refused, and is not kept" })).ToBeVisibleAsync();

        await FillAsync(page, "4242 4242 4242 4242");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep the card" }).DblClickAsync();
        await Expect(page.Locator("[data-said]")).ToHaveTextAsync("The card is kept.");
        await Expect(page.Locator(".feed").GetByText("Visa ending in 4242")).ToHaveCountAsync(1);

        // On a slow link the second press comes only now, when the form is empty again: nothing is wrong with it.
        await page.ButtonAsync("Keep the card");
        await page.Field("Top up when there is little left").CheckAsync();
        await Expect(page.Field("When less than this is left, USD")).ToBeVisibleAsync(); // so the press is answered
        await Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(0);

        // What is wrong with another order above is not what is asked for.
        await page.Field("Valid until (MM/YY)").FillAsync("soon");
        await page.Keyboard.PressAsync("Tab");
        await page.ButtonAsync("Keep the card");
        await Expect(page.GetByText("the month and year on the card, such as 09/28")).ToBeVisibleAsync();
        await page.Field("When less than this is left, USD").FillAsync("5");
        await page.Field("Bring in, USD").FillAsync("0");
        await page.Keyboard.PressAsync("Tab");
        await page.ButtonAsync("Pay like this from now on");
        await Expect(page.GetByText("an amount above zero, to the minor unit of USD")).ToBeVisibleAsync();
        await Expect(page.Field("Bring in, USD")).ToBeFocusedAsync();
        await page.Field("Bring in, USD").FillAsync("10");
        await page.Keyboard.PressAsync("Tab");
        await page.ButtonAsync("Pay like this from now on");
        await Expect(page.Locator("[data-said]")).ToHaveTextAsync("From now on it is paid like this.");

        var home = await (await portal.OpenAsync("/my", "alice")).ReadyAsync();
        await Expect(home.Locator("[data-balance]").First).ToHaveTextAsync("10.00USD");
        using var gateway = new TestGateway(billing);
        await UseAsync(gateway, 1, 0);
        await UseAsync(gateway, 3, 600_000_000); // 6.00
        await UseAsync(gateway, 2, 600_000_000);
        await Expect(home.Locator("[data-balance]").First).ToHaveTextAsync("14.00USD");

        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Top-up" })).ToContainTextAsync("Paid");
        Assert.Equal(14, (await billing.BalanceAsync("alice")).Posted);

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the card ending in 4242" }).ClickAsync();
        await Expect(page.Locator("[data-said]")).ToContainTextAsync("The card is removed");
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    private static async Task FillAsync(IPage page, string number)
    {
        await page.Field("Card number").FillAsync(number);
        await page.Field("Valid until (MM/YY)").FillAsync(DateTime.UtcNow.AddYears(2).ToString("MM'/'yy", CultureInfo.InvariantCulture));
        await page.Field("Security code").FillAsync("123");
        await page.Keyboard.PressAsync("Tab");
    }

    private static async Task UseAsync(TestGateway gateway, uint status, uint octets) =>
        Assert.NotNull(await gateway.AccountAsync(status, "alice", "cards-1", (ref RadiusPacketWriter writer) =>
        {
            writer.AddUInt32(Attributes.AcctSessionTime, octets / 1_000_000);
            writer.AddUInt32(Attributes.AcctOutputOctets, octets);
        }));
}
