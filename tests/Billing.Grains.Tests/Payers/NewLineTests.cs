using Billing.Contracts.Accounts;
using Billing.Contracts.Payers;
using Billing.Core.Accounts;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>A line that is added to a balance whose lines are barred.</summary>
public sealed class NewLineTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_barred_with_the_others_and_lifted_with_them(bool isDunned)
    {
        var (customerId, productId) = (await _office.CustomerAsync(), await _office.ProductAsync(0.10m));
        var (first, _, _) = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        var balanceId = await silos.Book.ReadAsync<long>("select balance_id from account where account_id = $1", first);
        var payer = await BarAsync(balanceId, isDunned);
        Assert.Equal(AccountStatus.Suspended, (await _office.ViewAsync(first)).Status);

        var (second, login, password) = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        Assert.Equal(AccountStatus.Suspended, (await _office.ViewAsync(second)).Status);
        Assert.NotEqual(AccessResult.Granted, (await _office.CallAsync(second, login, password)).Result);

        await _office.FundAsync(balanceId, 100);
        await payer.WakeAsync();
        Assert.Equal((AccountStatus.Active, AccountStatus.Active), ((await _office.ViewAsync(first)).Status, (await _office.ViewAsync(second)).Status));
        Assert.Equal(AccessResult.Granted, (await _office.CallAsync(second, login, password)).Result);

        var (third, _, _) = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        Assert.Equal(AccountStatus.Active, (await _office.ViewAsync(third)).Status);
    }

    [Fact]
    public async Task Of_who_was_terminated_it_costs_nothing_where_its_plan_does_not_while_suspended()
    {
        var (customerId, productId) = (await _office.CustomerAsync(), await _office.ProductAsync(0.10m));
        var (first, _, _) = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        var balanceId = await silos.Book.ReadAsync<long>("select balance_id from account where account_id = $1", first);
        var payer = await BarAsync(balanceId, isDunned: true, isTerminated: true);
        Assert.Equal(AccountStatus.Closed, (await _office.ViewAsync(first)).Status);

        var (second, _, _) = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        Assert.Equal(AccountStatus.Suspended, (await _office.ViewAsync(second)).Status);
        var name = Office.Unique("plan");
        var planId = await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            new SubscriptionTerms { Name = name, Fee = 30, Cycle = new(PeriodKind.Monthly), IsWaivedWhileSuspended = true, Model = ChargeModel.InArrears },
            Currency.Usd,
            null,
            TestContext.Current.CancellationToken);
        Assert.True((await payer.SubscribeAsync(new(name, planId, second))).IsDone);
        await payer.AdvanceAsync();

        Assert.Equal(
            (int)SubscriptionState.Suspended,
            await silos.Book.ReadAsync<int>("select state from subscription where operation_id = $1", name));
        Assert.Equal(AccountStatus.Suspended, (await _office.ViewAsync(second)).Status);

        await _office.FundAsync(balanceId, 100);
        await payer.WakeAsync();
        Assert.Equal((int)SubscriptionState.Active, await silos.Book.ReadAsync<int>("select state from subscription where operation_id = $1", name));
        Assert.Equal(AccountStatus.Active, (await _office.ViewAsync(second)).Status);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    private async Task<IPayerGrain> BarAsync(long balanceId, bool isDunned, bool isTerminated = false)
    {
        var (name, cancellation) = (Office.Unique("class"), TestContext.Current.CancellationToken);
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(
            name,
            new ClassTerms { IsPrepaid = !isDunned, Dunning = new([new(1, isTerminated ? Core.Dunning.DunningAction.Terminate : Core.Dunning.DunningAction.Suspend)], 0), Invoices = new() { PaymentTermDays = 0 } },
            cancellation);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);

        if (isDunned)
        {
            Assert.True((await payer.ChargeOnceAsync(Office.Unique("once"), 30, "Router")).IsDone);
            Assert.True((await payer.CloseNowAsync()).IsDone);
            await silos.Book.AgeInvoicesAsync(balanceId, 3);
            await silos.Cluster.DeactivateAsync(payer);
            await payer.AdvanceAsync();
        }
        else
        {
            var planId = await publisher.PublishAsync(
                new SubscriptionTerms { Name = name, Fee = 30, Cycle = new(PeriodKind.Monthly) }, Currency.Usd, null, cancellation);
            Assert.True((await payer.SubscribeAsync(new(name, planId, null))).IsDone);
        }

        return payer;
    }
}
