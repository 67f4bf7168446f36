using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>A customer of two lines, each with money of its own and as much of it: which is meant is said, and asked.</summary>
public sealed class TwoBalancesTests(PortalFixture portal)
{
    private const string User = "two-balances";

    [Fact]
    public async Task Money_goes_to_the_line_that_is_meant()
    {
        var billing = await portal.BillingAsync();
        var customerId = await MakeAsync(billing);

        // The subscriber sees whose each card is, and is asked where the money goes.
        var page = await portal.OpenAsync("/my/top-up");
        await page.SignInAsync(User, "two-balances-password");
        await page.ArrivesAsync("**/my/top-up");
        await page.ReadyAsync();
        await Expect(page.Locator("[data-which]")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Code on the voucher")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "second-line: 10.00 USD" }).ClickAsync();
        await Expect(page.Locator(".lede")).ToHaveTextAsync("second-line");
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await Expect(page.Field("Code on the voucher")).ToBeVisibleAsync();
        await page.GotoAsync("/my");
        await page.ReadyAsync();
        await Expect(page.Locator("[data-lines]")).ToHaveTextAsync(["first-line", "second-line"]);

        // So is the desk.
        var desk = await (await portal.OpenAsync($"/admin/customers/{customerId}", "admin")).ReadyAsync();
        await desk.ButtonAsync("Take payment");
        await desk.GetByRole(AriaRole.Button, new() { NameRegex = new("^Balance [0-9]+: second-line$") }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Dialog)).ToContainTextAsync("second-line");
        await desk.GetByRole(AriaRole.Dialog).Field("Amount, USD").FillAsync("7");
        await desk.Keyboard.PressAsync("Tab");
        await desk.ButtonAsync("Take 7.00 USD");
        await Expect(desk.GetByRole(AriaRole.Dialog)).ToContainTextAsync("The balance has 17.00");
        Assert.Equal(10, (await billing.BalanceAsync("first-line")).Posted);
        Assert.Equal(17, (await billing.BalanceAsync("second-line")).Posted);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    private static async Task<long> MakeAsync(RunningBilling billing)
    {
        var customer = await billing.Grains.GetGrain<ICreationGrain>("test-two-balances").CreateCustomerAsync(new("Two Balances"), "admin");

        foreach (var login in new[] { "first-line", "second-line" })
        {
            var account = await billing.Grains.GetGrain<ICreationGrain>($"test-{login}").CreateAccountAsync(
                new(customer.Id, login, null, 1, [], [], BalanceChoice.Own), "admin");
            Assert.True(account.IsDone, account.ToString());
            var accounts = billing.Services.GetRequiredService<IAccountQuery>();
            var row = await accounts.FindAsync(Contracts.Scope.Everything, (await accounts.FindAsync(login))!.Value, CancellationToken.None);
            await billing.Grains.GetGrain<IBalanceGrain>(row!.BalanceId).CreditAsync(
                new($"test-{login}-funds", CreditKind.Adjustment, 10, "Welcome", ExpiresAt: null));
        }

        await using var scope = billing.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.True((await users.CreateAsync(new() { UserName = User, CustomerId = customer.Id }, "two-balances-password")).Succeeded);

        return customer.Id;
    }
}
