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
    public async Task Who_waits_for_another_process_that_migrates_says_for_which()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var other = NpgsqlDataSource.Create(database + ";Pooling=false;Application Name=billing migration on elsewhere");
        await using var connection = await other.OpenConnectionAsync(Cancel);
        await using var locking = new NpgsqlCommand("select pg_advisory_lock(7310520412)", connection);
        await locking.ExecuteNonQueryAsync(Cancel);
        var said = new TaskCompletionSource<string>();

        var migrating = Migrator.MigrateAsync(database, Now, Cancel, what => said.TrySetResult(what));

        Assert.StartsWith(
            $"another process that migrates (billing migration on elsewhere at 127.0.0.1, process {connection.ProcessID} of the server since ",
            await said.Task.WaitAsync(Cancel),
            StringComparison.Ordinal);
        Assert.False(migrating.IsCompleted);
        await connection.CloseAsync();
        Assert.NotEmpty(await migrating);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_those_before_it_done_and_the_next_start_goes_on_with_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await DoAsync("create table class_telling (taken int)");

        var failure = await Assert.ThrowsAsync<PostgresException>(() => Migrator.MigrateAsync(database, Now, Cancel));
        Assert.Equal(PostgresErrorCodes.DuplicateTable, failure.SqlState);
        var done = await ReadAsync(database, "select name from schema_script order by name collate \"C\"");
        Assert.EndsWith("0251_payments_resumed.sql", done[^1], StringComparison.Ordinal);

        await DoAsync("drop table class_telling");
        var applied = await Migrator.MigrateAsync(database, Now, Cancel);
        Assert.EndsWith("0252_class_tellings.sql", applied[0], StringComparison.Ordinal);
        Assert.Equal([.. done, .. applied], await ReadAsync(database, "select name from schema_script order by name collate \"C\""));

        async Task DoAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    [Fact]
    public async Task What_a_script_locks_is_free_when_it_is_done()
    {
        var database = await postgres.CreateDatabaseAsync();
        await Migrator.MigrateAsync(database, Now, Cancel);
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync(Cancel);

        // The last script waits for somebody; the one before it, which locks another table, is done.
        await using var again = new NpgsqlCommand(
            "delete from schema_script where name like '%0181%' or name like '%0250%'; alter table subscription drop column ordered", connection);
        await again.ExecuteNonQueryAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var holding = new NpgsqlCommand("lock table payer in share row exclusive mode", connection, transaction);
        await holding.ExecuteNonQueryAsync(Cancel);
        var migrating = Migrator.MigrateAsync(database, Now, Cancel);

        while ((await ReadAsync(database, "select 'x' from pg_locks where not granted and relation = 'payer'::regclass")).Count == 0)
        {
            await Task.Delay(20, Cancel);
        }

        Assert.Empty(await ReadAsync(database, "select ordered from subscription"));
        await transaction.CommitAsync(Cancel);
        Assert.Equal(2, (await migrating).Count);
    }

    [Fact]
    public async Task A_script_that_waits_for_who_reads_lets_the_updates_behind_it_through()
    {
        var database = await postgres.CreateDatabaseAsync();
        await Migrator.MigrateAsync(database, Now, Cancel);
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var again = new NpgsqlCommand("delete from schema_script where name like '%0260%'", connection);
        await again.ExecuteNonQueryAsync(Cancel);

        // As a backup does, for hours.
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var reading = new NpgsqlCommand("lock table balance in access share mode", connection, transaction);
        await reading.ExecuteNonQueryAsync(Cancel);
        var migrating = Migrator.MigrateAsync(database, Now, Cancel);

        while ((await ReadAsync(database, "select 'x' from pg_locks where not granted and relation = 'balance'::regclass")).Count == 0)
        {
            await Task.Delay(20, Cancel);
        }

        await using var update = source.CreateCommand("update balance set version = version");
        await update.ExecuteNonQueryAsync(Cancel);
        Assert.False(migrating.IsCompleted);
        await transaction.CommitAsync(Cancel);
        Assert.EndsWith("0260_balance_currency_after.sql", Assert.Single(await migrating), StringComparison.Ordinal);
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

    // Who was off for months: what came in between has its month's place taken, and no later month's.
    [Fact]
    public async Task A_month_of_which_the_default_partition_has_rows_hinders_no_start_and_no_later_month()
    {
        var database = await postgres.CreateDatabaseAsync();
        await Migrator.MigrateAsync(database, Now, Cancel);
        await ReadAsync(database, """
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, recorded_at) values (1, 1, 5, 5, 1, '2027-05-05')
            returning balance_id::text
            """);

        await Migrator.MigrateAsync(database, Now.AddMonths(5), Cancel);

        var made = await ReadAsync(database, "select inhrelid::regclass::text from pg_inherits where inhparent = 'ledger_entry'::regclass");
        Assert.Equal((true, false, true), (made.Contains("ledger_entry_202704"), made.Contains("ledger_entry_202705"), made.Contains("ledger_entry_202706")));
        Assert.Equal(["1"], await ReadAsync(database, "select balance_id::text from ledger_entry_other"));
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
