using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Core.Internal;

namespace Billing.Grains.Tests.Payers;

/// <summary>Payers in a cluster: what is due is found by the sweep and done once, wherever that is asked for.</summary>
public sealed class PayerTests(TwoSilos silos)
{
    private static readonly SubscriptionTerms Plan = new() { Name = "Line", Fee = 30, Cycle = new(PeriodKind.Monthly), ProratesFirst = false };

    [Fact]
    public async Task A_key_is_for_one_beginning_and_the_same_order_is_told_the_same()
    {
        var (caller, payer, plan) = await PayerAsync(new());
        var day = Now() + Duration.FromDays(3);
        var (later, once) = (
            new SubscribeOrder("later/" + caller.Login, plan, caller.Account.AccountId, At: day),
            new SubscribeOrder("once/" + caller.Login, plan, caller.Account.AccountId));
        var (made, begun) = (await payer.SubscribeAsync(later), await payer.SubscribeAsync(once));
        Assert.Equal((made.Id, begun.Id), ((await payer.SubscribeAsync(later)).Id, (await payer.SubscribeAsync(once)).Id));

        foreach (var other in (SubscribeOrder[])
            [later with { At = day + Duration.FromDays(1) }, later with { At = null }, later with { AnchorDay = 7 }, once with { At = day }])
        {
            Assert.Contains("another order", (await payer.SubscribeAsync(other)).Problem, StringComparison.Ordinal);
        }

        Assert.Equal(2, await silos.Book.ReadAsync<long>("select count(*) from subscription where balance_id = $1", caller.BalanceId));

        // One that an older program made said nothing of it, and is the same as before.
        await silos.Book.ReadAsync<string>("update subscription set ordered = null where operation_id = $1 returning operation_id", later.OperationId);
        Assert.Equal(made.Id, (await payer.SubscribeAsync(later with { AnchorDay = 7 })).Id);
    }

    [Fact]
    public async Task What_is_due_is_charged_once_though_both_silos_sweep()
    {
        var (caller, payer, plan) = await PayerAsync(new());
        Assert.True((await payer.SubscribeAsync(new("later/" + caller.Login, plan, caller.Account.AccountId, At: Now() + Duration.FromHours(1)))).IsDone);
        await SweepAsync();
        await caller.CheckAsync(10);

        var order = new SubscribeOrder("due/" + caller.Login, plan, caller.Account.AccountId, At: Now() + Duration.FromSeconds(5));
        var reply = await payer.SubscribeAsync(order);
        var again = await payer.SubscribeAsync(order);
        Assert.Equal((true, reply.Id), (reply.IsDone, again.Id));

        await WaitAsync(async () =>
        {
            await Task.WhenAll(SweepAsync(0), SweepAsync(1));

            return await silos.Book.PostedAsync(caller.BalanceId) != 10;
        });
        await Task.WhenAll(SweepAsync(0), SweepAsync(1));
        await caller.CheckAsync(-20);
    }

    [Fact]
    public async Task Money_that_comes_in_resumes_what_had_no_funds()
    {
        var (caller, payer, plan) = await PayerAsync(new() { IsPrepaid = true });
        await payer.SubscribeAsync(new("funds/" + caller.Login, plan, caller.Account.AccountId));
        await caller.CheckAsync(10);
        Assert.Equal(2, await StatusAsync(caller));

        await caller.Balance.CreditAsync(new("funds-money/" + caller.Login, CreditKind.TopUp, 50, null, null));
        await WaitAsync(async () => await StatusAsync(caller) == 1);

        Assert.Empty((await silos.Book.AuditAsync()).Differences);
        Assert.True(await silos.Book.PostedAsync(caller.BalanceId) < 60);
    }

    // As if the program had died between the change of status and telling it.
    [Fact]
    public async Task A_closing_that_nobody_was_told_of_is_found_by_the_sweep()
    {
        var (caller, payer, plan) = await PayerAsync(new());
        var made = await payer.SubscribeAsync(new("untold/" + caller.Login, plan, caller.Account.AccountId));
        await silos.Book.ExecuteAsync("update account set status = 3 where account_id = $1", caller.Account.AccountId);
        await silos.Book.ExecuteAsync("update payer set next_due_at = now() where balance_id = $1", caller.BalanceId);

        await WaitAsync(async () =>
        {
            await SweepAsync();

            return await silos.Book.ReadAsync<int>("select state from subscription where subscription_id = $1", made.Id) == (int)SubscriptionState.Ended;
        });
        Assert.True(await silos.Book.ReadAsync<bool>("select next_due_at > now() from payer where balance_id = $1", caller.BalanceId));
    }

    [Fact]
    public async Task Who_cannot_be_billed_is_parked_with_the_reason_and_tried_again_alone()
    {
        var (caller, payer, plan) = await PayerAsync(new());
        await payer.SubscribeAsync(new("park/" + caller.Login, plan, caller.Account.AccountId, At: Now() + Duration.FromSeconds(5)));
        var history = await silos.Book.ReadAsync<string>("select history::text from subscription where balance_id = $1", caller.BalanceId);

        // Not what this program can read: the activation that knows better is told to go.
        await silos.Book.ExecuteAsync("update subscription set history = '{\"segments\": 5}' where balance_id = $1", caller.BalanceId);
        await DropAsync(payer);
        await WaitAsync(async () =>
        {
            await SweepAsync();

            return await silos.Book.ReadAsync<bool>("select parked is not null and next_due_at > now() from payer where balance_id = $1", caller.BalanceId);
        });
        await caller.CheckAsync(10);

        await silos.Book.ExecuteAsync("update subscription set history = $2::jsonb where balance_id = $1", caller.BalanceId, history);
        await silos.Book.ExecuteAsync("update payer set next_due_at = now() where balance_id = $1", caller.BalanceId);
        await SweepAsync();
        await caller.CheckAsync(-20);
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from payer where balance_id = $1 and parked is null", caller.BalanceId));
    }

    [Fact]
    public async Task An_order_that_cannot_be_done_names_its_field()
    {
        var (caller, payer, plan) = await PayerAsync(new());
        var other = await silos.CallerAsync();

        Assert.Contains("class:", (await payer.OpenAsync(new("nobody", false, null))).Problem, StringComparison.Ordinal);
        Assert.Contains("plan:", (await payer.SubscribeAsync(new("x/" + caller.Login, 999_999, null))).Problem, StringComparison.Ordinal);
        Assert.Contains("account:", (await payer.SubscribeAsync(new("x/" + caller.Login, plan, other.Account.AccountId))).Problem, StringComparison.Ordinal);
        Assert.Contains("quantity:", (await payer.SubscribeAsync(new("x/" + caller.Login, plan, null, Quantity: 0))).Problem, StringComparison.Ordinal);
        Assert.Contains("at:", (await payer.SubscribeAsync(new("x/" + caller.Login, plan, null, At: Now() - Duration.FromDays(1)))).Problem, StringComparison.Ordinal);
        Assert.Contains("subscription:", (await payer.ChangeAsync(new(999_999, SubscriptionVerb.Cancel))).Problem, StringComparison.Ordinal);
        await caller.CheckAsync(10);
    }

    private async Task<(Caller Caller, IPayerGrain Payer, long PlanId)> PayerAsync(ClassTerms terms)
    {
        var caller = await silos.CallerAsync();
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(caller.Login, terms, CancellationToken.None);
        var planId = await publisher.PublishAsync(Plan, Currency.Usd, null, CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);

        return (caller, payer, planId);
    }

    private static ValueTask DropAsync(IPayerGrain payer) => payer.Cast<IGrainManagementExtension>().DeactivateOnIdle();

    private Task<int[]> SweepAsync(int silo = 0) =>
        Task.WhenAll(Enumerable.Range(0, IPayerSweepGrain.Shards).Select(shard => silos.From(silo).GetGrain<IPayerSweepGrain>(shard).SweepAsync()));

    private Task<int> StatusAsync(Caller caller) =>
        silos.Book.ReadAsync<int>("select status from account where account_id = $1", caller.Account.AccountId);

    private static Task WaitAsync(Func<Task<bool>> until) => Office.UntilAsync(until, "it happens");

    private static Instant Now() => SystemClock.Instance.GetCurrentInstant();
}
