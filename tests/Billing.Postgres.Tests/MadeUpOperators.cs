using Billing.Postgres.Demo;
using Billing.Postgres.Migrations;
using Billing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Billing.Postgres.Tests;

/// <summary>Made-up operators to read from: made once, and changed by no test.</summary>
public sealed class MadeUpOperators : PostgresFixture
{
    // What payers brought in and were given back: so much that a scan of it is told from a look by an index.
    private const string MoneySql = """
        insert into invoice_series (name, last_number) values ('CN', 30000) on conflict do nothing;
        insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
        select balance_id, 'none', date '2020-01-01', date '2020-01-01', 0, 0, 0, 'infinity' from balance on conflict do nothing;
        create temporary table made as
        select p.balance_id, row_number() over (order by n, p.balance_id) as number, date '2020-01-01' + n::int as day
        from payer p cross join generate_series(1, 20000 / (select count(*) from payer)) n;
        insert into invoice (kind, series, series_number, balance_id, period_from, period_to, issued_on, due_on, currency, net, tax, total, previous_owed, paid,
                             amount_due, owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence, carried_in, carried_on, is_posted, issued_at)
        select 2, 'CN', number, balance_id, day, day, day, day, 'EUR', -1, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, '{}', '{}', true, day from made;
        insert into payment (operation_id, balance_id, amount, currency, kind, method, reference, state, by, created_at)
        select 'made-up/' || number, balance_id, 1, 'EUR', 3, 'bank transfer', 'Transfer ' || to_char(number, 'FM00000'), 5, 'demo', day from made;
        with batch as (
            insert into voucher_batch (amount, currency, count, by, created_at) values (5, 'EUR', 20000, 'demo', '2020-01-01') returning voucher_batch_id
        )
        insert into voucher (voucher_batch_id, code_hash, is_active)
        select voucher_batch_id, sha256(convert_to('made up ' || n, 'UTF8')), true from batch cross join generate_series(1, 20000) n;
        with told as (
            insert into notification (key, event, balance_id, facts, raised_at, due_at, routed_at)
            select 'made-up/' || number, 12, balance_id, '{}', day, day, day from made returning notification_id, raised_at
        )
        insert into notification_delivery (notification_id, channel, state, next_at) select notification_id, 1, 4, raised_at from told;
        analyze invoice, payment, payer, voucher, notification, notification_delivery;
        """;

    private readonly Lazy<Task<string>> _small;
    private readonly Lazy<Task<string>> _medium;

    public MadeUpOperators()
        : base(database => Migrator.MigrateAsync(database, DateTimeOffset.UtcNow, CancellationToken.None))
    {
        _small = new(() => MakeAsync(DemoSize.Small));
        _medium = new(() => MakeAsync(DemoSize.Medium));
    }

    internal async Task<Reader> SmallAsync() => new(await _small.Value);

    /// <param name="more">Added to the connection string.</param>
    internal async Task<Reader> MediumAsync(string more = "") => new(await _medium.Value + more);

    private async Task<string> MakeAsync(DemoSize size)
    {
        var database = await CreateDatabaseAsync();
        await using var reader = new Reader(database);
        await reader.Get<DemoSeed>().LoadAsync(CancellationToken.None);
        Assert.True(await reader.Get<DemoOperator>().MakeAsync(size, (_, _, _) => { }, CancellationToken.None));
        Assert.False(await reader.Get<DemoOperator>().MakeAsync(size, (_, _, _) => { }, CancellationToken.None));
        Assert.True(await reader.Get<DemoBooks>().MakeAsync((_, _, _) => { }, CancellationToken.None));
        Assert.False(await reader.Get<DemoBooks>().MakeAsync((_, _, _) => { }, CancellationToken.None));

        if (size == DemoSize.Small)
        {
            Assert.Empty((await reader.Book.AuditAsync()).Differences); // before what follows, which is for measuring only
        }

        await using var source = NpgsqlDataSource.Create(database);
        await using var money = source.CreateCommand(MoneySql);
        await money.ExecuteNonQueryAsync();

        return database;
    }
}

/// <summary>The read ports over a database, as a portal has them.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Reader(string connectionString, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Billing:Postgres:ConnectionString", connectionString)]).Build());
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddLogging();
        services.AddBillingQueries();
        _services = services.BuildServiceProvider();
        Book = new(connectionString, _services);
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public Book Book { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await Book.DisposeAsync();
        await _services.DisposeAsync();
    }
}
