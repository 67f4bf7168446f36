using Billing.Postgres.Migrations;
using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Migrations;

/// <summary>What scripts make of books from before: rows as an older program wrote them, and the scripts once more.</summary>
public sealed class OldBooksTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    //          currency  credits           paid              credits after     open  by parts
    [InlineData("USD", "4.98766 5.01", "4.98766 5.01", "4.98766/0 5.01234/0", "0", false)] // paid as it was printed: settled
    [InlineData("USD", "4.98766", "4.98766", "4.98766/0", "5.01234", true)]                // its payer rounds it
    [InlineData("USD", "12.48766", "10", "12.49/2.49", "0", false)]
    [InlineData("USD", "4.98", "4.98", "4.98/0", "5.02", false)]
    [InlineData("JPY", "9.5", "9.5", "10/0", "0", false)]
    [InlineData("JPY", "4.5", "4.5", "4.5/0", "5.5", true)]
    [InlineData("KWD", "4.987", "4.987", "4.987/0", "5.013", false)]
    public async Task Credits_and_invoices_with_parts_of_a_minor_unit(string currency, string credits, string paid, string after, string open, bool isByParts)
    {
        var database = await postgres.CreateDatabaseAsync();
        await Migrator.MigrateAsync(database, Now, Cancel);
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await DoAsync(source, $"""
            insert into customer (name) values ('Ann');
            insert into balance (customer_id, currency) values (1, '{currency}');
            insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
            values (1, 'default', '2026-01-01', '2026-02-01', 0, 0, 9, 'infinity');
            insert into invoice_series (name, last_number) values ('INV', 1);
            insert into invoice
                (kind, series, series_number, balance_id, period_from, period_to, issued_on, due_on, currency, net, tax, total, previous_owed, paid, amount_due,
                 owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence, carried_in, carried_on, is_posted, issued_at)
            values (1, 'INV', 1, 1, '2026-01-01', '2026-02-01', '2026-02-01', '2026-02-15', '{currency}', 10, 0, 10, 0, 0, 10, 10, 0, 0, 0, 9, '[]', '[]', true, now());
            insert into payer_credit (balance_id, sequence, amount, remaining)
            select 1, n, c::numeric, c::numeric - coalesce(p::numeric, 0)
            from unnest(string_to_array('{credits}', ' '), string_to_array('{paid}', ' ')) with ordinality as u(c, p, n);
            insert into settlement (balance_id, sequence, invoice_id, amount, made_at)
            select 1, n, 1, p::numeric, now() from unnest(string_to_array('{paid}', ' ')) with ordinality as u(p, n);
            delete from schema_script where name like '%0200_credits_to_the_minor_unit.sql';
            """.Replace("'[]'", "'{}'", StringComparison.Ordinal));

        Assert.Single(await Migrator.MigrateAsync(database, Now, Cancel));

        Assert.Equal(after, await ReadAsync<string>(
            source, "select string_agg(trim_scale(amount) || '/' || trim_scale(remaining), ' ' order by sequence) from payer_credit"));
        Assert.Equal(open, await ReadAsync<string>(
            source, "select trim_scale(i.total - sum(s.amount))::text from invoice i join settlement s using (invoice_id) group by i.invoice_id"));
        Assert.True(await ReadAsync<bool>(source, """
            select bool_and(c.amount = c.remaining + coalesce((select sum(s.amount) from settlement s where s.sequence = c.sequence), 0)) from payer_credit c
            """));

        await DoAsync(source, """
            update payer set next_due_at = 'infinity';
            delete from schema_script where name like '%0250_invoices_open_by_parts.sql';
            """);
        Assert.Single(await Migrator.MigrateAsync(database, Now, Cancel));
        Assert.Equal(isByParts, await ReadAsync<bool>(source, "select next_due_at <= now() from payer"));
    }

    [Theory]
    //          currency  owed        came in     credits  uncovered
    [InlineData("USD", "20", "50", "50", "0", "20", true)]             // as a program before left it
    [InlineData("USD", "20", "", "", "0", "20", true)]                 // nobody has paid yet
    [InlineData("USD", "20", "50", "30", "0", "0", false)]             // counted, and covered
    [InlineData("USD", "20", "50", "38", "8", "8", false)]             // in part
    [InlineData("USD", "20", "50", "50", "20", "20", false)]           // not yet
    [InlineData("USD", "20", "50 -60", "50", "0", "20", true)]         // what was given back without money is not counted by it
    [InlineData("USD", "20.00499", "30.00499", "30", "0", "20", true)] // to the minor unit
    [InlineData("USD", "0.00499", "30.00499", "30", "0", "0", false)]
    [InlineData("JPY", "20", "50", "50", "0", "20", true)]
    [InlineData("USD", "0", "50 -60", "50", "0", "0", false)]          // nothing was owed then
    [InlineData("USD", "-20", "50", "20 50", "0", "0", false)]
    public async Task What_was_owed_when_billing_began_is_counted_once(
        string currency, string owed, string came, string credits, string uncovered, string after, bool isChanged)
    {
        var database = await postgres.CreateDatabaseAsync();
        await Migrator.MigrateAsync(database, Now, Cancel);
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await DoAsync(source, $"""
            insert into customer (name) values ('Ann');
            insert into balance (customer_id, currency) values (1, '{currency}');
            insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at, uncovered)
            values (1, 'default', '2026-01-01', '2026-02-01', 1, {owed}, 9, 'infinity', {uncovered});
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, recorded_at)
            select 1, n + 1, a::numeric, 0, case when a like '-%' then 8 else 3 end, '2026-11-20'
            from unnest(string_to_array('{came}', ' ')) with ordinality as u(a, n);
            insert into payer_credit (balance_id, sequence, amount, remaining)
            select 1, n, c::numeric, c::numeric from unnest(string_to_array('{credits}', ' ')) with ordinality as u(c, n);
            delete from schema_script where name like '%0318_debts_of_before.sql';
            """);

        Assert.Single(await Migrator.MigrateAsync(database, Now, Cancel));

        Assert.Equal(after, await ReadAsync<string>(source, "select trim_scale(uncovered)::text from payer"));
        Assert.Equal(isChanged ? 1 : 0, await ReadAsync<long>(source, "select version from payer"));
        Assert.Equal(isChanged, await ReadAsync<bool>(source, "select next_due_at <= now() from payer"));
    }

    private static async Task DoAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<T> ReadAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);

        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
