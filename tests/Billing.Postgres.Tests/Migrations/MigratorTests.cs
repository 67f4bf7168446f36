using Billing.Postgres.Migrations;
using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Migrations;

public sealed class MigratorTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_script_is_applied_once()
    {
        var database = await postgres.CreateDatabaseAsync();

        var applied = await Migrator.MigrateAsync(database, Now, Cancel);

        Assert.NotEmpty(applied);
        Assert.Equal(applied.Order(StringComparer.Ordinal), applied);
        Assert.Empty(await Migrator.MigrateAsync(database, Now, Cancel));
        Assert.Equal(applied, await ReadAsync(database, "select name from schema_script order by name collate \"C\""));
    }

    [Fact]
    public async Task Several_processes_at_once_apply_each_script_once()
    {
        var database = await postgres.CreateDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.MigrateAsync(database, Now, Cancel)));

        Assert.Single(applied, scripts => scripts.Count > 0);
        Assert.Equal(
            await ReadAsync(database, "select name from schema_script order by name collate \"C\""), applied.SelectMany(scripts => scripts));
    }

    [Fact]
    public async Task Partitions_are_there_for_this_month_and_three_more_across_the_year()
    {
        var database = await postgres.CreateDatabaseAsync();
        await Migrator.MigrateAsync(database, Now, Cancel);

        Assert.Equal(
            ["xdr_202611", "xdr_202612", "xdr_202701", "xdr_202702", "xdr_other"],
            await ReadAsync(database, "select inhrelid::regclass::text from pg_inherits where inhparent = 'xdr'::regclass order by 1"));

        await Migrator.MigrateAsync(database, Now.AddMonths(1), Cancel);
        Assert.Contains(
            "ledger_entry_202703",
            await ReadAsync(database, "select inhrelid::regclass::text from pg_inherits where inhparent = 'ledger_entry'::regclass"));
    }

    private static async Task<List<string>> ReadAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var found = new List<string>();

        while (await row.ReadAsync(Cancel))
        {
            found.Add(row.GetString(0));
        }

        return found;
    }
}
