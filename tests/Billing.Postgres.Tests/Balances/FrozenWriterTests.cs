using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Balances;

public sealed class FrozenWriterTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_silo_that_froze_in_the_midst_of_a_batch_lets_go_of_its_balances()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balance = await stores.LoadAsync(await stores.Book.AddBalanceAsync(10));

        // As a writer that wrote the balance and was stopped before it wrote the notices that go with it.
        await using var frozen = await stores.Get<Database>().Commits.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await frozen.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var half = new NpgsqlCommand("update balance set version = version + 1 where balance_id = $1", frozen, transaction);
        half.Parameters.Add(new() { Value = balance.BalanceId });
        await half.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await stores.Journal.AppendAsync(Stores.Authorize(balance, stores.NewSession(balance.BalanceId)));

        Assert.Equal(7m, (await stores.LoadAsync(balance.BalanceId)).Available);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(7m, (await stores.LoadAsync(balance.BalanceId)).Available);
    }
}
