using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>A program that reckoned otherwise made a charge: what is given back of it follows from what was charged.</summary>
public sealed class OtherwiseChargedTests(TwoSilos silos)
{
    private readonly string _name = Office.Unique("otherwise");

    [Fact]
    public async Task No_more_is_given_back_than_was_charged()
    {
        var (balanceId, payer, subscription) = await SubscribedAsync(pieces: 1);
        await ReckonAsync(payer, subscription, pieces: 2);

        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        await IsAsync(balanceId, subscription, charged: 30, credited: -30);
    }

    [Fact]
    public async Task All_that_was_charged_is_given_back_where_that_is_asked_for()
    {
        var (balanceId, payer, subscription) = await SubscribedAsync(pieces: 2);
        await ReckonAsync(payer, subscription, pieces: 1);

        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel) { Credit = EndCredit.Full })).Problem);
        await IsAsync(balanceId, subscription, charged: 60, credited: -60);
    }

    [Fact]
    public async Task What_it_charged_and_did_not_write_down_is_what_was_charged()
    {
        var (balanceId, payer, subscription) = await SubscribedAsync(pieces: 1);
        var key = await silos.Book.ReadAsync<string>(
            "select 'subscription/' || subscription_id || '/' || period || '/credit.1' from subscription_charge where subscription_id = $1", subscription);
        Assert.Equal(
            OperationResult.Done, (await silos.Grains.GetGrain<IBalanceGrain>(balanceId).PostAsync(new(key, PostKind.Fee, 29.5m, $"{_name}: credit"))).Result);

        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        await IsAsync(balanceId, subscription, charged: 30, credited: -29.5m);
        await silos.Cluster.DeactivateAsync(payer);
        await payer.WakeAsync();
        await IsAsync(balanceId, subscription, charged: 30, credited: -29.5m);
    }

    private async Task IsAsync(long balanceId, long subscription, decimal charged, decimal credited)
    {
        Assert.Equal(
            (charged, credited),
            (await silos.Book.ReadAsync<decimal>("select sum(amount) from subscription_charge where subscription_id = $1 and kind = 2", subscription),
                await silos.Book.ReadAsync<decimal>("select sum(amount) from subscription_charge where subscription_id = $1 and kind = 3", subscription)));
        Assert.Equal(100 - charged - credited, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // Of other pieces the fee comes to another amount than was charged, as by another rule it would.
    private async Task ReckonAsync(IPayerGrain payer, long subscription, int pieces)
    {
        await silos.Cluster.DeactivateAsync(payer);
        await silos.Book.ExecuteAsync(
            "update subscription set history = jsonb_set(history, '{segments,0,quantity}', to_jsonb($2::int)) where subscription_id = $1", subscription, pieces);
    }

    private async Task<(long BalanceId, IPayerGrain Payer, long Subscription)> SubscribedAsync(int pieces)
    {
        var caller = await silos.CallerAsync(funds: 100);
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(_name, new ClassTerms(), TestContext.Current.CancellationToken);
        var plan = await publisher.PublishAsync(
            new SubscriptionTerms { Name = _name, Fee = 30, Cycle = new(PeriodKind.ThirtyDays) }, Currency.Usd, null, TestContext.Current.CancellationToken);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(_name, false, null))).IsDone);
        var made = await payer.SubscribeAsync(new(_name, plan, caller.Account.AccountId, Quantity: pieces));
        Assert.Null(made.Problem);

        return (caller.BalanceId, payer, made.Id);
    }
}
