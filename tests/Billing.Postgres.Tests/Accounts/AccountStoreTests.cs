using Billing.Contracts.Accounts;
using Billing.Core.Accounts;
using Billing.Core.Tariffs;
using Billing.Grains.Accounts;
using Billing.Testing;

namespace Billing.Postgres.Tests.Accounts;

public sealed class AccountStoreTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task An_account_comes_with_its_terms_aliases_and_secret()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(10);
        var id = await stores.Book.AddAccountAsync(
            "ann", balanceId, stores.TariffId, "voice", Unit.Second, slice: 180, maxSessions: 2, password: "contraseña");
        await stores.Book.ExecuteAsync("insert into account_alias (alias, account_id) values ('+1', $1)", id);
        await stores.Book.ExecuteAsync("update account set status = 2 where account_id = $1", id);

        var account = (await stores.Get<IAccountStore>().LoadAsync(id))!;

        Assert.Equal("contraseña", account.Secret);
        Assert.Equal(["+1", "ann"], account.Aliases.Order());
        Assert.Equal((balanceId, AccountStatus.Suspended, "UTC"), (account.Terms.BalanceId, account.Terms.Status, account.Terms.ZoneId));
        Assert.Equal([new ServiceTerms("voice", Unit.Second, stores.TariffId, 180, 7_200, 2)], account.Terms.Services);
        Assert.DoesNotContain("contraseña", await stores.Book.ReadAsync<string>("select secret from account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_are_asked_for_together_each_get_their_own()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var ids = new List<long>();

        for (var i = 0; i < 12; i++)
        {
            ids.Add(await stores.Book.AddAccountAsync(
                $"u{i}", await stores.Book.AddBalanceAsync(1), stores.TariffId, $"service{i}", Unit.Second));
        }

        var store = stores.Get<IAccountStore>();
        var read = await Task.WhenAll(ids.Append(999_999).Select(store.LoadAsync));
        Assert.Equal(ids, read[..^1].Select(account => account!.Terms.AccountId));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"service{i}"), read[..^1].Select(account => account!.Terms.Services.Single().Service));
        Assert.Null(read[^1]);

        var query = stores.Get<IAccountQuery>();
        var found = await Task.WhenAll(Enumerable.Range(0, 13).Select(i => query.FindAsync($"u{i}").AsTask()));
        Assert.Equal(ids.Select(id => (long?)id).Append(null), found);
        Assert.Null(await query.FindAsync("U1"));
    }

    [Fact]
    public async Task An_account_without_services_is_read()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var id = await stores.Book.AddAccountAsync("bare", await stores.Book.AddBalanceAsync(1), stores.TariffId, "voice", Unit.Second);
        await stores.Book.ExecuteAsync("delete from product_service");

        Assert.Empty((await stores.Get<IAccountStore>().LoadAsync(id))!.Terms.Services);
    }
}
