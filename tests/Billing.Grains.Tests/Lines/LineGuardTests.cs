using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Lines;
using Billing.Core.BillingPeriods;

namespace Billing.Grains.Tests.Lines;

/// <summary>What subscribers set for their own lines.</summary>
public sealed class LineGuardTests(TwoSilos silos)
{
    [Fact]
    public async Task A_subscribers_limit_is_another_one_than_that_of_the_staff()
    {
        var caller = await silos.CallerAsync();
        var owner = new LineOwner(null, caller.Account.AccountId);
        var guard = silos.Grains.GetGrain<ILineGuardGrain>(caller.Account.AccountId);
        var staff = new SpendingLimitOrder(Office.Unique("staff"), caller.Account.AccountId, 5, PeriodKind.Daily) { By = Office.Anna };
        Assert.Equal(OperationResult.Done, (await caller.Balance.DefineAsync(staff)).Result);

        Assert.Equal(ChangeResult.Done, (await guard.LimitDayAsync(owner, 100, Office.Unique("own"), "alice")).Result);
        Assert.Equal("5, 100 own", await LimitsAsync(caller));

        // Lifted, it is the staff's that holds; as it is when it is set higher.
        Assert.Equal(ChangeResult.Done, (await guard.LimitDayAsync(owner, 0, Office.Unique("own"), "alice")).Result);
        Assert.Equal("5", await LimitsAsync(caller));
    }

    private Task<string> LimitsAsync(Caller caller) => silos.Book.ReadAsync<string>(
        "select string_agg(amount::int || case when is_own then ' own' else '' end, ', ' order by amount) from spending_limit where balance_id = $1",
        caller.BalanceId);
}
