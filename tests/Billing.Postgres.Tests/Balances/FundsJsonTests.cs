using Billing.Core.Sessions;
using Billing.Postgres.Balances;
using Billing.Testing;

namespace Billing.Postgres.Tests.Balances;

public sealed class FundsJsonTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Lists_that_were_left_out_are_empty()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var session = stores.NewSession(await stores.Book.AddBalanceAsync(10)) with { AskedAs = "a1" };

        Assert.Equal(SessionState.Authorized, session.State);

        // As it is written, and as a version to come may write it.
        foreach (var json in new[] { FundsJson.Write(session), """{"askedAs": "a1"}""" })
        {
            var read = FundsJson.Read(session with { AskedAs = null }, json);

            Assert.Equal("a1", read.AskedAs);
            Assert.True(read.Coverage.IsNone);
            Assert.Equal((0, 0), (read.SettledDraws.Length, read.Holds.Length));
        }
    }
}
