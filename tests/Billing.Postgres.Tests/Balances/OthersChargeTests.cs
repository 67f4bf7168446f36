using Billing.Testing;

namespace Billing.Postgres.Tests.Balances;

/// <summary>Whether a process that starts is the only one: another one's journal is connected, whatever the membership table says.</summary>
public sealed class OthersChargeTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_process_charges_while_its_journal_is_connected()
    {
        var cancel = TestContext.Current.CancellationToken;
        var database = await postgres.CreateDatabaseAsync();
        Assert.False(await Database.OthersChargeAsync(database, cancel));

        await using (await Stores.StartAsync(database))
        {
            await UntilAsync(true);
        }

        await UntilAsync(false);

        async Task UntilAsync(bool expected)
        {
            while (await Database.OthersChargeAsync(database, cancel) != expected)
            {
                await Task.Delay(20, cancel);
            }
        }
    }
}
