using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Portal.Tests.Care;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Balances;

/// <summary>What a balance was given is ended where it is shown.</summary>
public sealed class EndTests(PortalFixture portal)
{
    [Fact]
    public async Task A_discount_an_allowance_and_more_credit_end_at_once_a_plan_on_a_day()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "ending", 10);
        var account = (await billing.Grains.GetGrain<IAccountGrain>(accountId).ViewAsync())!;
        var balance = billing.Grains.GetGrain<IBalanceGrain>(account.BalanceId);
        var use = new UseOrder("voice", null, null, 1);
        await balance.DefineAsync(new PlanOrder(
            "ending-plan", "Minutes", AllowanceKind.Units, 600, [use], null, 0, Exhaustion.PayAsYouGo, null, PeriodKind.Monthly, 0, false, null, null, "UTC"));
        await balance.DefineAsync(new DiscountOrder("ending-discount", "Volume", use, null, 0, CounterMeasure.Units, PeriodKind.Monthly, [new(6000, 10)]));
        await balance.DefineAsync(new CreditIncreaseOrder("ending-credit", 5, SystemClock.Instance.GetCurrentInstant() + Duration.FromDays(2)));
        await balance.GiveAsync(new("ending-once", "Welcome", AllowanceKind.Units, 60, [use], null, 0, null, Exhaustion.PayAsYouGo, null));
        var page = await (await portal.OpenAsync($"/admin/customers/{account.CustomerId}?tab=funds", "admin")).ReadyAsync();

        await EndAsync("End it: Volume", "End Volume", null);
        await Expect(page.GetByText("No discounts: usage costs what the tariff says.")).ToBeVisibleAsync();
        await EndAsync("End it: Welcome", "End Welcome", null);
        await Expect(page.GetByText("Given once")).ToHaveCountAsync(0);
        await EndAsync("End additional credit", "End additional credit", null);
        await Expect(page.GetByText("More credit until")).ToHaveCountAsync(0);
        Assert.Equal(10, (await balance.ShowAsync())!.Available);
        await EndAsync("End it: Minutes", "End Minutes", "2099-12-31");
        await Expect(page.GetByText("Ends 31 Dec 2099")).ToBeVisibleAsync();
        Assert.Empty((await billing.AuditAsync()).Differences);

        async Task EndAsync(string button, string verb, string? day)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            var dialog = page.GetByRole(AriaRole.Dialog);

            if (day is not null)
            {
                await dialog.Field("Until").FillAsync(day);
                await dialog.Field("Until").PressAsync("Tab");
            }

            await dialog.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
            await Expect(dialog).ToHaveCountAsync(0);
        }
    }
}
