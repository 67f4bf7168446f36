using Billing.Contracts.Accounts;
using Billing.Contracts.Payments;
using Billing.Testing;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>A payer looks at their payments on a telephone.</summary>
public sealed class PaymentsOnPhoneTests(PortalFixture portal)
{
    // Its state is told in words, which once pushed the amount off the screen.
    [Fact]
    public async Task A_declined_payment_is_seen_as_a_whole()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "phone-payer", 0);
        var balanceId = (await billing.Grains.GetGrain<IAccountGrain>(accountId).ViewAsync())!.BalanceId;
        var declined = await billing.Grains.GetGrain<IPaymentGrain>("test-phone-payer").TopUpAsync(
            new(balanceId, 13, new(PaymentMethodKind.Card, new("4000000000000002", 12, 2099, "123")), null, "phone-payer"));
        Assert.Equal(PaymentResult.Declined, declined.Result);

        var page = await portal.OpenAsync("/account/sign-in", isPhone: true);
        await page.SignInAsync("phone-payer", "phone-payer-portal-1");
        await page.ArrivesAsync("**/my");
        await page.GotoAsync("/my/bills");
        await page.ReadyAsync();
        await page.SettledAsync();
        await Expect(page.GetByText("13.00").First).ToBeVisibleAsync();
        await Phone.AssertAsync(page, "/my/bills");
        Assert.Empty((await billing.AuditAsync()).Differences);
    }
}
