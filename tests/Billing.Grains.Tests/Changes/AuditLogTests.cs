using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using NodaTime;

namespace Billing.Grains.Tests.Changes;

public sealed class AuditLogTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_is_read_page_by_page_by_who_what_and_when()
    {
        var who = Office.Unique("auditor");
        var began = SystemClock.Instance.GetCurrentInstant();
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var balance = _office.Grains.GetGrain<IBalanceGrain>(balanceId);
        var customerId = Office.Done(await _office.Creation().CreateCustomerAsync(new("Ada"), who));
        await balance.CreditAsync(new(Office.Unique("op"), CreditKind.TopUp, 5, "cash", null) { By = who });
        await balance.DefineAsync(new CreditLimitOrder(Office.Unique("op"), 10) { By = who });
        await balance.CreditAsync(new(Office.Unique("op"), CreditKind.TopUp, 6, null, null)); // by a program
        await _office.Grains.GetGrain<IAuditLogGrain>(0).NoteAsync(new(who, "sign-in-as", EntityKinds.Customer, $"{customerId}", "signed in as C-1"));

        var all = new List<AuditRecord>();

        while (await _office.Log.PageAsync(new(By: who), all.LastOrDefault()?.Cursor, 1, Cancel) is [var next])
        {
            all.Add(next);
        }

        Assert.Equal(["sign-in-as", "define", "top-up", "create"], all.Select(line => line.Action));
        Assert.Equal(all.Select(line => line.Key), (await _office.Log.PageAsync(new(By: who, From: began), null, 100, Cancel)).Select(line => line.Key));
        Assert.Empty(await _office.Log.PageAsync(new(By: who, To: began), null, 100, Cancel));
        Assert.Equal(2, (await _office.LogOfAsync(EntityKinds.Balance, balanceId)).Count);
        Assert.Equal(["sign-in-as", "create"], (await _office.LogOfAsync(EntityKinds.Customer, customerId)).Select(line => line.Action));
        Assert.Equal($"top-up 5.00 USD, balance {balanceId}", all[2].Sentence);
    }

    [Fact]
    public async Task Who_looked_as_a_subscriber_is_found_by_their_own_name()
    {
        var (who, alice) = (Office.Unique("support"), Office.Unique("alice"));
        var balance = _office.Grains.GetGrain<IBalanceGrain>(await silos.Book.AddBalanceAsync(0));
        await balance.CreditAsync(new(Office.Unique("op"), CreditKind.TopUp, 5, "cash", null) { By = $"{who} (as {alice})" });
        var customerId = Office.Done(await _office.Creation().CreateCustomerAsync(new("Ada"), $"{who} (as {alice})"));
        Office.Done(await _office.Creation().CreateCustomerAsync(new("Bea"), who));
        Office.Done(await _office.Creation().CreateCustomerAsync(new("Cleo"), who + "er"));

        Assert.Equal(["create", "create", "top-up"], await ActionsAsync(who));
        Assert.Equal(["create", "top-up"], await ActionsAsync($"{who} (as {alice})"));
        Assert.Equal($"{who} (as {alice})", Assert.Single(await _office.LogOfAsync(EntityKinds.Customer, customerId)).By);
        Assert.Empty(await ActionsAsync(alice));

        async Task<IEnumerable<string>> ActionsAsync(string by) => (await _office.Log.PageAsync(new(By: by), null, 100, Cancel)).Select(line => line.Action);
    }

    [Fact]
    public async Task An_order_is_the_same_whoever_asks_again()
    {
        var balance = _office.Grains.GetGrain<IBalanceGrain>(await silos.Book.AddBalanceAsync(0));
        var limit = new CreditLimitOrder(Office.Unique("op"), 10);
        Assert.False((await balance.DefineAsync(limit)).WasDoneBefore);
        Assert.True((await balance.DefineAsync(limit with { By = "anna" })).WasDoneBefore);
    }

    [Fact]
    public async Task Nobody_changes_the_log()
    {
        await _office.CustomerAsync();
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => silos.Book.ExecuteAsync("update audit_log set by = 'nobody'"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => silos.Book.ExecuteAsync("delete from audit_log"));
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_leaves_no_line()
    {
        var customer = _office.Grains.GetGrain<ICustomerGrain>(await _office.CustomerAsync());
        var seen = (await customer.GetAsync())!;
        Assert.Equal(seen.Version, (await customer.EditAsync(seen.Details, new(Office.Anna, seen.Version))).Version);
        Assert.Single(await _office.LogOfAsync(EntityKinds.Customer, seen.CustomerId));
    }
}
