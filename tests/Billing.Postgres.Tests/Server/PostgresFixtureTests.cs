using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Server;

public sealed class PostgresFixtureTests(PostgresFixture shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_database_is_fresh()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shared.CreateDatabaseAsync()));

        Assert.Equal(4, databases.Distinct().Count());

        foreach (var database in databases)
        {
            await ExecuteAsync(database, "create table mine ()");
        }
    }

    [Fact]
    public async Task Each_database_is_migrated_and_the_migration_runs_once()
    {
        await using var fixture = new Migrated();

        await ExecuteAsync(await fixture.CreateDatabaseAsync(), "insert into migrated values (1)");
        await ExecuteAsync(await fixture.CreateDatabaseAsync(), "insert into migrated values (1)");

        Assert.Equal(1, fixture.Migrations);
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_what_was_committed()
    {
        await using var fixture = new PostgresFixture();
        var database = await fixture.CreateDatabaseAsync();
        await ExecuteAsync(database, "create table kept (id int primary key)");
        await ExecuteAsync(database, "insert into kept values (1)");

        await fixture.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(database, "select 1"));
        await fixture.StartAsync();

        var twice = await Assert.ThrowsAsync<PostgresException>(
            () => ExecuteAsync(database, "insert into kept values (1)"));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, twice.SqlState);
    }

    private static async Task ExecuteAsync(string database, string statement)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private sealed class Migrated : PostgresFixture
    {
        private readonly int[] _count;

        public Migrated()
            : this([0])
        {
        }

        private Migrated(int[] count)
            : base(async database =>
            {
                count[0]++;
                await ExecuteAsync(database, "create table migrated (id int)");
            }) => _count = count;

        public int Migrations => _count[0];
    }
}
