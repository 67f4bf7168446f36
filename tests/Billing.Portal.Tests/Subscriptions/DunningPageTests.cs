using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Dunning;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using Orleans.Core.Internal;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Subscriptions;

public sealed class DunningPageTests(PortalFixture portal)
{
    [Fact]
    public async Task What_is_limited_is_said_where_staff_looks_and_reminders_are_put_off()
    {
        var billing = await portal.BillingAsync();
        var (customerId, accountId, name) = await OverdueAsync(billing);

        var account = await (await portal.OpenAsync($"/admin/accounts/{accountId}", "admin")).ReadyAsync();
        await Expect(account.GetByText("nothing is sold on credit, and data sessions are limited to 64k/64k")).ToBeVisibleAsync();

        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}/subscriptions", "admin")).ReadyAsync();
        await Expect(page.GetByText("Services are limited.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "services limited" })).ToBeVisibleAsync();
        await page.ButtonAsync("Put reminders off");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Until").FillAsync("2099-12-31");
        await dialog.Field("Until").PressAsync("Tab");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put reminders off" }).ClickAsync();
        await Expect(page.GetByText("No further step before 31 Dec 2099.")).ToBeVisibleAsync();

        await page.GotoAsync($"/admin/dunning?class={name}&stage=Limited&delayed=true");
        var row = page.Locator("tbody tr");
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row).ToContainTextAsync("Owing Olga");
        await Expect(row).ToContainTextAsync("Services limited");
        await Expect(row).ToContainTextAsync("31 Dec 2099");
        await page.ReadyAsync();
        var text = page.Field("Customer's name or number");
        await text.FillAsync("nobody of ours");
        await Expect(page.GetByText("No customer fits these filters.")).ToBeVisibleAsync();
        await text.FillAsync("olga");
        await Expect(row).ToContainTextAsync("Owing Olga");
        await page.Choice("Put off").SelectOptionAsync("false");
        await Expect(page.GetByText("No customer fits these filters.")).ToBeVisibleAsync();

        await ParkAsync(billing, accountId);
        await page.GotoAsync($"/admin/parked?class={name}&q=olga");
        await page.ReadyAsync();
        await Expect(row).ToContainTextAsync("the printer burns");
        await page.ButtonAsync("Try again now: Owing Olga");
        await Expect(page.GetByText("Done: 1.")).ToBeVisibleAsync();
        await Expect(row).ToHaveCountAsync(0);
    }

    // As a bill run leaves who it could not bill.
    private static async Task ParkAsync(RunningBilling billing, long accountId)
    {
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        var balanceId = (await billing.Grains.GetGrain<IAccountGrain>(accountId).GetAsync())!.BalanceId;
        await billing.Grains.GetGrain<IPayerGrain>(balanceId).Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await using var park = database.CreateCommand(
            $"update payer set parked = 'the printer burns', next_due_at = now() + interval '1 hour' where balance_id = {balanceId}");
        await park.ExecuteNonQueryAsync();
    }

    // As it is three weeks after the due date; the grain that does not know that is told to go.
    private static async Task<(long CustomerId, long AccountId, string Name)> OverdueAsync(RunningBilling billing)
    {
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        var name = $"overdue-{Guid.NewGuid():N}"[..40];
        var creation = () => billing.Grains.GetGrain<ICreationGrain>($"{Guid.NewGuid():N}");
        var customerId = (await creation().CreateCustomerAsync(new("Owing Olga"), "test")).Id;
        await using var product = database.CreateCommand("select product_id from product where name = 'Everything' or not is_retired order by name = 'Everything' desc limit 1");
        var productId = Convert.ToInt64(await product.ExecuteScalarAsync(), null);
        var accountId = (await creation().CreateAccountAsync(new(customerId, name, null, productId, [], [], BalanceChoice.Own), "test")).Id;
        var balanceId = (await billing.Grains.GetGrain<IAccountGrain>(accountId).GetAsync())!.BalanceId;
        await billing.Services.GetRequiredService<PlanPublisher>().PublishAsync(
            name, new ClassTerms { Dunning = new([new(5, DunningAction.Limit)], 0) { Limits = new(Policy: "64k/64k") } }, CancellationToken.None);
        var payer = billing.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.Null((await payer.OpenAsync(new(name, false, null))).Problem);
        await payer.ChargeOnceAsync(name, 40, "Router");
        Assert.Null((await payer.CloseNowAsync()).Problem);
        await using var past = database.CreateCommand($"""
            with past as materialized (select set_config('session_replication_role', 'replica', true)) -- triggers keep what was issued
            update invoice set due_on = due_on - 25 from past where balance_id = {balanceId}
            """);
        await past.ExecuteNonQueryAsync();
        await payer.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await payer.AdvanceAsync();
        Assert.True((await billing.Grains.GetGrain<IBalanceGrain>(balanceId).ShowAsync())!.IsLimited);

        return (customerId, accountId, name);
    }
}
