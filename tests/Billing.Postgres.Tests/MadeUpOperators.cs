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
    // What one payer brought in and was given back: so much that a scan of it is told from a look by an index.
    private const string MoneySql = """
        insert into invoice_series (name, last_number) values ('CN', 5000) on conflict do nothing;
        insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
        select min(balance_id), 'none', date '2020-01-01', date '2020-01-01', 0, 0, 0, 'infinity' from balance;
        insert into invoice (kind, series, series_number, balance_id, period_from, period_to, issued_on, due_on, currency, net, tax, total, previous_owed, paid,
                             amount_due, owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence, carried_in, carried_on, is_posted, issued_at)
        select 2, 'CN', n, p.balance_id, d, d, d, d, 'EUR', -1, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, '{}', '{}', true, d
        from payer p cross join generate_series(1, 5000) n cross join lateral (select date '2020-01-01' + n as d) d;
        insert into payment (operation_id, balance_id, amount, currency, kind, method, reference, state, by, created_at)
        select 'made-up/' || n, p.balance_id, 1, 'EUR', 3, 'bank transfer', 'Transfer ' || to_char(n, 'FM0000'), 5, 'demo', timestamptz '2020-01-01' + n * interval '1 h'
        from payer p cross join generate_series(1, 5000) n;
        analyze invoice, payment, payer;
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

    public Reader(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Billing:Postgres:ConnectionString", connectionString)]).Build());
        services.AddSingleton(TimeProvider.System);
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
