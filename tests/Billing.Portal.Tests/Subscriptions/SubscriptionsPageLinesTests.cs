using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Subscriptions;

/// <summary>Subscriptions of a balance that pays for many lines.</summary>
public sealed class SubscriptionsPageLinesTests(PortalFixture portal)
{
    private const int Others = 200;

    [Fact]
    public async Task A_line_is_found_by_its_login_however_many_there_are()
    {
        var billing = await portal.BillingAsync();
        var name = $"{Guid.NewGuid():N}";
        var login = $"z-{name}";
        var creation = () => billing.Grains.GetGrain<ICreationGrain>($"{Guid.NewGuid():N}");
        var customerId = (await creation().CreateCustomerAsync(new("Lines Lina"), "test")).Id;
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var product = database.CreateCommand("select min(product_id) from product where not is_retired");
        var productId = Convert.ToInt64(await product.ExecuteScalarAsync(TestContext.Current.CancellationToken), null);
        var accountId = (await MakeAsync(login)).Id;
        await Task.WhenAll(Enumerable.Range(0, Others).Select(n => MakeAsync($"a-{name}-{n}")));

        var publisher = billing.Services.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(name, new ClassTerms(), TestContext.Current.CancellationToken);
        var plan = await publisher.PublishAsync(
            new SubscriptionTerms { Name = name, Fee = 30, Cycle = new(PeriodKind.Monthly) }, Currency.Usd, null, TestContext.Current.CancellationToken);
        var payer = billing.Grains.GetGrain<IPayerGrain>((await billing.Grains.GetGrain<IAccountGrain>(accountId).GetAsync())!.BalanceId);
        Assert.Null((await payer.OpenAsync(new(name, false, null))).Problem);
        Assert.Null((await payer.SubscribeAsync(new(name, plan, accountId))).Problem);

        // From the line itself to what it costs.
        var page = await (await portal.OpenAsync($"/admin/accounts/{accountId}", "admin")).ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Subscriptions", Exact = true }).ClickAsync();
        await page.ArrivesAsync($"**/admin/customers/{customerId}/subscriptions?**q={login}");

        var line = page.Locator("tbody a.rowlink").Filter(new() { HasText = login });
        await Expect(line).ToBeVisibleAsync();

        // A place beyond the end of what fits, as a bookmark may have it, leaves a page that goes on.
        await page.GotoAsync($"/admin/customers/{customerId}/subscriptions?q=none-is-called-so&at=50");
        await page.ReadyAsync();
        await Expect(page.GetByText("No row fits the filter.")).ToBeVisibleAsync();
        await page.Field("Plan or line").FillAsync(login);
        await Expect(line).ToBeVisibleAsync();

        Task<ChangeReply> MakeAsync(string called) => creation().CreateAccountAsync(new(customerId, called, null, productId, [], [], BalanceChoice.Shared), "test");
    }
}
