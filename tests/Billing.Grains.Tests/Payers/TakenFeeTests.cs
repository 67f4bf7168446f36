using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>A fee that waited for funds was taken, and nobody wrote that down: it is paid, whatever comes first then.</summary>
public sealed class TakenFeeTests(TwoSilos silos)
{
    private readonly string _name = Office.Unique("taken");

    [Fact]
    public async Task It_is_noted_though_nothing_is_left_of_its_days()
    {
        var (caller, payer, subscription) = await UnfundedAsync();
        await TakeAsync(caller.BalanceId);

        // As if it had waited since yesterday, and its last day had been that.
        await silos.Book.ExecuteAsync(
            """
            update subscription
            set history = jsonb_set(history, '{unfunded,0,days}', jsonb_build_object('from', (now() at time zone 'UTC')::date - 1, 'to', (now() at time zone 'UTC')::date))
            where subscription_id = $1
            """,
            subscription);
        await silos.Cluster.DeactivateAsync(payer);
        await payer.WakeAsync();

        await IsPaidAsync(caller.BalanceId, subscription);
        Assert.Equal(1, await silos.Book.ReadAsync<int>("select status from account where account_id = $1", caller.Account.AccountId));
    }

    [Fact]
    public async Task Its_unused_days_are_given_back_to_who_cancels_before_it_is_noted()
    {
        var (caller, payer, subscription) = await UnfundedAsync();
        await TakeAsync(caller.BalanceId);
        await silos.Cluster.DeactivateAsync(payer);

        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        await IsPaidAsync(caller.BalanceId, subscription, left: 30);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_found_out_before_anything_else_is_done()
    {
        var (caller, payer, subscription) = await UnfundedAsync();
        await FundAsync(caller.BalanceId);
        silos.Faults.LoseAnswers(caller.BalanceId);
        await Assert.ThrowsAnyAsync<Exception>(payer.WakeAsync);

        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        await IsPaidAsync(caller.BalanceId, subscription, left: 30);
    }

    private async Task IsPaidAsync(long balanceId, long subscription, decimal left = 0)
    {
        Assert.Equal(30, await silos.Book.ReadAsync<decimal>("select sum(amount) from subscription_charge where subscription_id = $1 and kind = 2", subscription));
        Assert.Equal(left, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(
            (0, 0),
            (await silos.Book.ReadAsync<int>("select jsonb_array_length(history -> 'unfunded') from subscription where subscription_id = $1", subscription),
                await silos.Book.ReadAsync<int>("select jsonb_array_length(history -> 'lapsed') from subscription where subscription_id = $1", subscription)));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // By the balance, under the fee's key: killed then, this is what is left.
    private async Task TakeAsync(long balanceId)
    {
        await FundAsync(balanceId);
        var key = await silos.Book.ReadAsync<string>(
            """
            select 'subscription/' || subscription_id || '/' || (history #>> '{unfunded,0,key,period}') || '/' || (history #>> '{unfunded,0,key,part}')
            from subscription where balance_id = $1
            """,
            balanceId);
        var taken = await silos.Grains.GetGrain<IBalanceGrain>(balanceId).PostAsync(new(key, PostKind.Fee, -30, _name, NeedsFunds: true));
        Assert.Equal(OperationResult.Done, taken.Result);
    }

    // As a top-up of which nobody told the payer.
    private async Task FundAsync(long balanceId)
    {
        await silos.Book.ExecuteAsync(
            """
            with moved as (
                update balance set posted = posted + 30, last_sequence = last_sequence + 1, version = version + 1 where balance_id = $1
                returning last_sequence, posted
            )
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, recorded_at)
            select $1, last_sequence, 30, posted, 3, now() from moved
            """,
            balanceId);
        await silos.Cluster.DeactivateAsync(silos.Grains.GetGrain<IBalanceGrain>(balanceId));
    }

    private async Task<(Caller Caller, IPayerGrain Payer, long Subscription)> UnfundedAsync()
    {
        var caller = await silos.CallerAsync(funds: 0);
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(_name, new ClassTerms { IsPrepaid = true }, TestContext.Current.CancellationToken);
        var plan = await publisher.PublishAsync(
            new SubscriptionTerms { Name = _name, Fee = 30, Cycle = new(PeriodKind.ThirtyDays) }, Currency.Usd, null, TestContext.Current.CancellationToken);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(_name, false, null))).IsDone);
        var made = await payer.SubscribeAsync(new(_name, plan, caller.Account.AccountId));
        Assert.Null(made.Problem);
        Assert.Equal(1, await silos.Book.ReadAsync<int>("select jsonb_array_length(history -> 'unfunded') from subscription where subscription_id = $1", made.Id));

        return (caller, payer, made.Id);
    }
}
