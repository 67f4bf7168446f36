using Billing.Contracts.Accounts;
using Billing.Grains.Accounts;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Accounts;

/// <summary>Rejected logins that are alike are one row a day.</summary>
public sealed class RejectStoreTests(MigratedPostgres postgres)
{
    private static RejectedLogins At(Instant at, int times = 1, AccessResult reason = AccessResult.InsufficientFunds, int node = 1) =>
        new(7, node, reason, "alice", "data", at, at, times);

    [Fact]
    public async Task They_are_counted_by_account_gateway_reason_and_day()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var store = stores.Get<IRejectStore>();

        await store.AddAsync([At(Stores.Noon, 3), At(Stores.Noon, reason: AccessResult.Blocked), At(Stores.Noon, node: 2)]);
        await store.AddAsync([At(Stores.Noon + Duration.FromHours(1), 2)]);
        await store.AddAsync([At(Stores.Noon - Duration.FromHours(1))]); // of a silo that was slower
        await store.AddAsync([At(Stores.Noon + Duration.FromDays(1))]);

        var last = await stores.Get<IAuthenticationQuery>().LastAsync(7, 20, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                ("not enough funds", "1", 1, Stores.Noon + Duration.FromDays(1)),
                ("not enough funds", "1", 6, Stores.Noon + Duration.FromHours(1)),
            ],
            last.Take(2).Select(one => (one.Reason, one.Gateway, one.Count, Instant.FromDateTimeOffset(one.At))));
        Assert.Equal([("not enough funds", "2"), ("the account is blocked", "1")], last.Skip(2).Select(one => (one.Reason, one.Gateway)).Order());
        Assert.Single(await stores.Get<IAuthenticationQuery>().LastAsync(7, 1, TestContext.Current.CancellationToken));
        Assert.Empty(await stores.Get<IAuthenticationQuery>().LastAsync(8, 20, TestContext.Current.CancellationToken));
    }
}
