using Billing.Contracts.Accounts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Sessions;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Payers;

/// <summary>A plan that begins when its line is first used.</summary>
public sealed class FirstUseTests(TwoSilos silos)
{
    [Fact]
    public async Task It_begins_with_a_session_that_still_runs_as_soon_as_that_has_used_something()
    {
        var caller = await silos.CallerAsync(funds: 50);
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(caller.Login, new ClassTerms(), CancellationToken.None);
        var terms = new SubscriptionTerms { Name = caller.Login, Fee = 30, Cycle = new(PeriodKind.Monthly), StartsOnFirstUse = true };
        var planId = await publisher.PublishAsync(terms, Currency.Usd, null, CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);
        var accountId = await silos.Book.ReadAsync<long>("select account_id from account where login = $1", caller.Login);
        var order = new SubscribeOrder(caller.Login, planId, accountId);
        Assert.StartsWith("account:", (await payer.SubscribeAsync(order with { AccountId = null, IsPreview = true })).Problem, StringComparison.Ordinal);
        Assert.Empty((await payer.SubscribeAsync(order with { IsPreview = true })).Charges);
        Assert.True((await payer.SubscribeAsync(order)).IsDone);

        var (session, begin) = (Guid.CreateVersion7(), 100); // seconds after the test's: what began before the order is no first use
        Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(session, at: begin)).Result);
        await caller.ReportAsync(ReportKind.Start, 0, session, begin: begin);
        Assert.Equal("pending", await StateAsync());

        await caller.ReportAsync(ReportKind.Interim, 60, session, begin: begin);
        Assert.Equal("active", await StateAsync());

        async Task<string> StateAsync()
        {
            await payer.WakeAsync();
            var query = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>();

            return (await query.SubscriptionsAsync(caller.BalanceId, caller.Start + Duration.FromMinutes(10), CancellationToken.None))[0].State;
        }
    }
}
