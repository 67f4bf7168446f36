using Billing.Contracts.Payers;
using Billing.Core.Dunning;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>A late fee is known by a name that an older program beside this one gives it too.</summary>
public sealed class LateFeeTests(TwoSilos silos)
{
    private static readonly DunningPolicy Charged = new([new(1, DunningAction.Remind), new(5, DunningAction.LateFee, 7)], 0);

    [Fact]
    public async Task Whoever_is_killed_before_it_is_written_down_leaves_it_where_the_other_one_finds_it()
    {
        var caller = await silos.CallerAsync(funds: 0);
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>()
            .PublishAsync(caller.Login, new ClassTerms { Dunning = Charged }, TestContext.Current.CancellationToken);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);
        await payer.ChargeOnceAsync($"router/{caller.Login}", 40, "Router");
        Assert.True((await payer.CloseNowAsync()).IsDone);
        await silos.Book.AgeInvoicesAsync(caller.BalanceId, 25);
        await silos.Cluster.DeactivateAsync(payer);
        await payer.AdvanceAsync();

        Assert.Equal(-47, await silos.Book.PostedAsync(caller.BalanceId));
        Assert.Equal(
            "1", // one step was done before
            await silos.Book.ReadAsync<string>(
                "select regexp_replace(operation_id, '.*/', '') from operation where balance_id = $1 and operation_id like 'dunning/%'", caller.BalanceId));

        // As if that had been the last thing that was done.
        await silos.Book.ExecuteAsync("delete from dunning_action where balance_id = $1 and action = $2", caller.BalanceId, (int)DunningAction.LateFee);
        await silos.Book.ExecuteAsync("update payer set dunning_done = 1 where balance_id = $1", caller.BalanceId);
        await silos.Cluster.DeactivateAsync(payer);
        await payer.AdvanceAsync();

        Assert.Equal(-47, await silos.Book.PostedAsync(caller.BalanceId));
        Assert.Equal(
            7, await silos.Book.ReadAsync<decimal>("select amount from dunning_action where balance_id = $1 and action = $2", caller.BalanceId, (int)DunningAction.LateFee));
    }
}
