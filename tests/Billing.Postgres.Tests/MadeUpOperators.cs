using Billing.Postgres.Demo;
using Billing.Postgres.Migrations;
using Billing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Postgres.Tests;

/// <summary>Made-up operators to read from: made once, and changed by no test.</summary>
public sealed class MadeUpOperators : PostgresFixture
{
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
