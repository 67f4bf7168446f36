using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Portal.Tests.Care;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Audit;

/// <summary>What the page of a customer or an account has of the log.</summary>
public sealed class HistoryTests(PortalFixture portal)
{
    [Fact]
    public async Task A_customer_s_and_an_account_s_history_has_what_is_theirs_too_and_that_alone_when_it_is_asked_for()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "chronicled", 0);
        var account = (await billing.Grains.GetGrain<IAccountGrain>(accountId).ViewAsync())!;
        await billing.Grains.GetGrain<IBalanceGrain>(account.BalanceId).CreditAsync(
            new("history-test", CreditKind.Adjustment, 7, "Welcome", ExpiresAt: null) { By = "dana" });

        var page = await (await portal.OpenAsync($"/admin/customers/{account.CustomerId}?tab=history", "admin")).ReadyAsync();
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "adjustment 7.00" })).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "create account" })).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "create customer" })).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Of" }).SelectOptionAsync("The customer");
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "create account" })).ToHaveCountAsync(0);
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "create customer" })).ToHaveCountAsync(1);

        await page.GotoAsync($"/admin/accounts/{accountId}?tab=history");
        await page.ReadyAsync();
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "adjustment 7.00" })).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "create account" })).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "create customer" })).ToHaveCountAsync(0);
    }
}
