using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Lines;
using Billing.Core.Accounts;
using Billing.Core.Customers;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>A line that is lost, suspended, or spends too much: as its subscriber sees it, and nobody else.</summary>
public sealed class LinesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_suspension_is_seen_while_it_comes_and_goes_with_what_is_owed_and_what_still_works()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "barred", 0);
        var account = billing.Grains.GetGrain<IAccountGrain>(accountId);
        var view = (await account.ViewAsync())!;
        await billing.Grains.GetGrain<IBalanceGrain>(view.BalanceId)
            .CreditAsync(new("test-barred-owes", CreditKind.Adjustment, -12.5m, "Router", ExpiresAt: null));
        var page = await HomeAsync("barred");
        await Expect(page.Locator("[data-blocked]")).ToHaveCountAsync(0);

        await SuspendAsync(billing, view.CustomerId, CustomerStatus.Suspended);
        var notice = page.Locator("[data-blocked]");
        await Expect(notice).ToContainTextAsync("Your services are suspended.");
        await Expect(notice.GetByRole(AriaRole.Link, new() { Name = "Pay 12.50\u00a0USD" })).ToHaveAttributeAsync("href", $"my/top-up?balance={view.BalanceId}");
        await Expect(notice).ToContainTextAsync("What still works: emergency calls");

        await SuspendAsync(billing, view.CustomerId, CustomerStatus.Active);
        await Expect(page.Locator("[data-back]")).ToHaveTextAsync("Everything works again.");
        Assert.True((await account.SetStatusAsync(AccountStatus.Suspended, "fraud", new("admin", (await account.ViewAsync())!.Version))).IsDone);
        await Expect(notice).ToContainTextAsync("The line barred is suspended: it cannot be used.");
        await Expect(page.Locator("[data-back]")).ToHaveCountAsync(0);
        await Expect(page.GetByText("fraud")).ToHaveCountAsync(0); // what staff notes is staff's
    }

    [Fact]
    public async Task A_lost_line_is_blocked_and_let_go_on_and_its_day_is_limited()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "lost-line", 10);
        var account = billing.Grains.GetGrain<IAccountGrain>(accountId);
        using var gateway = new TestGateway(billing);
        await PlanTests.StartAsync(gateway, "lost-line", "lost-1");
        var page = await HomeAsync("lost-line");
        await page.GotoAsync("/my/me");
        await page.ReadyAsync();
        var line = page.Locator("[data-line='lost-line']");
        await Expect(line).ToContainTextAsync("online now");

        await line.GetByRole(AriaRole.Button, new() { Name = "Limit per day" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Amount, USD").FillAsync("3");
        await dialog.Field("Amount, USD").PressAsync("Tab");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set the limit" }).DblClickAsync();
        await Expect(line.Locator("[data-limit]")).ToHaveTextAsync("At most 3.00\u00a0USD a day");

        await line.GetByRole(AriaRole.Button, new() { Name = "It is lost" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Block the line" }).ClickAsync();
        await Expect(line).ToContainTextAsync("blocked as lost");
        await Expect(page.Locator("[data-told][tabindex]")).ToBeFocusedAsync(); // the button that was pressed is another one now
        Assert.Equal((AccountStatus.Suspended, BlockReasons.Lost), await StateAsync(account));
        var audit = await billing.Services.GetRequiredService<IAuditLogQuery>().PageAsync(
            new(EntityKind: EntityKinds.Account, EntityId: $"{accountId}"), null, 1, CancellationToken.None);
        Assert.Equal(("lost-line", "block"), (audit[0].By, audit[0].Action));

        await line.GetByRole(AriaRole.Button, new() { Name = "Use it again" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use it again" }).ClickAsync();
        await Expect(line).Not.ToContainTextAsync("blocked as lost");
        Assert.Equal(AccountStatus.Active, (await account.ViewAsync())!.Status);
    }

    [Fact]
    public async Task Nobody_blocks_frees_or_limits_anothers_line_nor_lifts_what_staff_blocked()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "guarded", 0);
        var account = billing.Grains.GetGrain<IAccountGrain>(accountId);
        var alice = (await billing.Services.GetRequiredService<IAccountQuery>().FindAsync("alice"))!.Value;
        var guard = billing.Grains.GetGrain<ILineGuardGrain>(accountId);
        var owner = new LineOwner(null, accountId);

        foreach (var forged in new LineOwner[] { new(null, alice), new(null, null), new(accountId, accountId), new(long.MaxValue, null) })
        {
            Assert.Equal(ChangeResult.NotFound, (await guard.BlockLostAsync(forged, "forged", "alice")).Result);
            Assert.Equal(ChangeResult.NotFound, (await guard.LimitDayAsync(forged, 1, "forged", "alice")).Result);
        }

        Assert.True((await guard.BlockLostAsync(owner, "test-lost", "guarded")).IsDone);
        Assert.Equal(ChangeResult.NotFound, (await guard.UnblockAsync(new(null, alice), "alice")).Result);

        // Staff makes the block its own.
        await billing.Grains.GetGrain<IAccountControlGrain>(accountId).BlockAsync(new("test-fraud", "admin", "fraud"));
        Assert.Equal((AccountStatus.Suspended, "fraud"), await StateAsync(account));
        Assert.Equal(ChangeResult.Refused, (await guard.UnblockAsync(owner, "guarded")).Result);
        Assert.Equal(ChangeResult.Refused, (await guard.BlockLostAsync(owner, "test-again", "guarded")).Result);
        Assert.Equal((AccountStatus.Suspended, "fraud"), await StateAsync(account));
    }

    private async Task<IPage> HomeAsync(string login)
    {
        var page = await portal.OpenAsync("/account/sign-in");
        await page.SignInAsync(login, $"{login}-portal-1");
        await page.ArrivesAsync("**/my");

        return await page.ReadyAsync();
    }

    private static async Task<(AccountStatus, string?)> StateAsync(IAccountGrain account) =>
        (await account.ViewAsync())! is var view ? (view.Status, view.StatusReason) : default;

    private static async Task SuspendAsync(RunningBilling billing, long customerId, CustomerStatus status)
    {
        var customer = billing.Grains.GetGrain<ICustomerGrain>(customerId);
        var version = (await customer.GetAsync())!.Version;
        var reply = await customer.SetStatusAsync(new(status, null, status is CustomerStatus.Active ? null : "test", new("admin", version)));
        Assert.True(reply.IsDone, reply.ToString());
    }
}
