using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Payers;
using Billing.Grains.Payers;
using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Payers;

/// <summary>Payers of a class that was edited are told in pieces, beside the edit.</summary>
public sealed class ClassTellingTests(MigratedPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_told_though_some_are_locked_and_there_is_another_edit_meanwhile()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var stores = await Stores.OpenAsync(database);
        var store = stores.Get<IPlanStore>();
        var details = ClassDetails.Of("many", new ClassTerms());
        var classId = (await store.CreateAsync("create", details, "anna")).Id;
        await stores.Book.ExecuteAsync("""
            with customer as (insert into customer (name) values ('Ann') returning customer_id),
            balance as (
                insert into balance (customer_id, currency) select customer_id, 'USD' from customer, generate_series(1, 25) returning balance_id
            )
            insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
            select balance_id, case when balance_id % 5 = 0 then 'few' else 'many' end, '2026-01-01', '2026-02-01', 0, 0, 0, 'infinity' from balance
            """);

        await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
        await using (var busy = await source.OpenConnectionAsync(Cancel))
        await using (var transaction = await busy.BeginTransactionAsync(Cancel))
        {
            await using var holding = new NpgsqlCommand("select from payer for update", busy, transaction);
            await holding.ExecuteNonQueryAsync(Cancel);
            Assert.Equal(ChangeResult.Done, (await store.EditAsync(classId, details with { SkipsZero = true }, new("anna", 1))).Result); // it waits for nobody
        }

        Assert.Equal(0, await ToldAsync("many"));
        Assert.True(await store.TellPayersAsync(Stores.Noon, 10));
        Assert.Equal(8, await ToldAsync("many"));
        await stores.Book.ExecuteAsync("update payer set next_due_at = 'infinity' where class = 'many'"); // they were looked at
        Assert.Equal(ChangeResult.Done, (await store.EditAsync(classId, details, new("anna", 2))).Result);

        for (var pieces = 0; pieces < 3; pieces++)
        {
            Assert.True(await store.TellPayersAsync(Stores.Noon, 10));
        }

        Assert.False(await store.TellPayersAsync(Stores.Noon, 10));
        Assert.Equal((20, 0), (await ToldAsync("many"), await ToldAsync("few")));

        Task<int> ToldAsync(string name) => stores.Book.ReadAsync<int>("select count(*)::int from payer where class = $1 and next_due_at <= $2", name, Stores.Noon.ToDateTimeUtc());
    }

    [Fact]
    public async Task A_payer_of_older_terms_is_due_before_it_is_told()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (plans, payers) = (stores.Get<IPlanStore>(), stores.Get<IPayerStore>());
        var details = ClassDetails.Of("one", new ClassTerms());
        var classId = (await plans.CreateAsync("create", details, "anna")).Id;
        var balanceId = await stores.Book.AddBalanceAsync(0);
        await stores.Book.ExecuteAsync(
            """
            insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
            values ($1, 'one', '2026-01-01', '2026-02-01', 0, 0, 0, 'infinity')
            """,
            balanceId);
        var known = (await payers.LoadAsync(balanceId))!.ClassId;
        Assert.False(await payers.IsDueAsync(balanceId, known, Stores.Noon));

        Assert.Equal(ChangeResult.Done, (await plans.EditAsync(classId, details with { SkipsZero = true }, new("anna", 1))).Result);
        Assert.True(await payers.IsDueAsync(balanceId, known, Stores.Noon));
        Assert.False(await payers.IsDueAsync(balanceId, (await payers.LoadAsync(balanceId))!.ClassId, Stores.Noon));
    }
}
