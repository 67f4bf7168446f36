using Billing.Postgres.Security;
using Billing.Testing;

namespace Billing.Postgres.Tests.Security;

public sealed class SecretBoxTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task What_one_process_closed_another_opens_with_the_keys_of_the_database()
    {
        var database = await postgres.CreateDatabaseAsync();
        string closed;

        await using (var stores = await Stores.OpenAsync(database))
        {
            closed = stores.Get<SecretBox>().Close("contraseña");
            Assert.DoesNotContain("contraseña", closed, StringComparison.Ordinal);
            await stores.Book.ExecuteAsync("delete from rate");
            await stores.Book.ExecuteAsync("delete from tariff");
        }

        await using (var stores = await Stores.OpenAsync(database))
        {
            Assert.Equal("contraseña", stores.Get<SecretBox>().Open(closed));
        }
    }

    [Fact]
    public async Task What_another_installation_closed_does_not_open()
    {
        await using var here = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await using var there = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        here.Get<SecretBox>().Close("anything");

        Assert.Throws<InvalidOperationException>(() => here.Get<SecretBox>().Open(there.Get<SecretBox>().Close("secret")));
        Assert.Throws<InvalidOperationException>(() => here.Get<SecretBox>().Open("nonsense"));
    }
}
