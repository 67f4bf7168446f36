using Microsoft.Extensions.Options;
using Npgsql;

namespace Billing.Postgres;

/// <summary>Section <c>Billing:Postgres</c>.</summary>
public sealed class PostgresOptions
{
    /// <summary>Npgsql's form; empty lets <c>run</c> start a private server in the data folder.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The most connections for reading, beside the journal's own.</summary>
    public int MaxReadConnections { get; set; } = 8;

    /// <summary>The most connections for lists, searches and sums that people look at.</summary>
    public int MaxListConnections { get; set; } = 4;
}

/// <summary>The ways into the database: one for reading, one for the journal, one for what people look at.</summary>
public sealed class Database : IAsyncDisposable
{
    public Database(IOptions<PostgresOptions> options)
        : this(options.Value)
    {
    }

    public Database(PostgresOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            throw new InvalidOperationException("Billing:Postgres:ConnectionString is empty: expected a connection string of Npgsql's form");
        }

        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "billing",
            Timeout = 5,
            CommandTimeout = 15,
            KeepAlive = 15,
        };
        builder.MaxPoolSize = options.MaxReadConnections; // each has a name, by which it is measured; else that is the connection string
        builder.MaxAutoPrepare = 50;
        builder.AutoPrepareMinUsages = 2;
        Read = new NpgsqlDataSourceBuilder(builder.ConnectionString) { Name = "read" }.Build();

        // People's lists are many statements, each rare, and are planned for their values: prepared ones would push those of
        // the grains out, and a crowd of viewers would take their connections.
        builder.MaxPoolSize = options.MaxListConnections;
        builder.MaxAutoPrepare = 0;
        builder.ApplicationName = "billing lists";
        Lists = new NpgsqlDataSourceBuilder(builder.ConnectionString) { Name = "lists" }.Build();

        // Writers keep their connection for life, so a pool would only get in the way of knowing when it broke.
        builder.Pooling = false;
        builder.ApplicationName = "billing journal";
        Journal = new NpgsqlDataSourceBuilder(builder.ConnectionString) { Name = "journal" }.Build();
    }

    public NpgsqlDataSource Read { get; }

    public NpgsqlDataSource Lists { get; }

    public NpgsqlDataSource Journal { get; }

    public async ValueTask DisposeAsync()
    {
        await Read.DisposeAsync();
        await Lists.DisposeAsync();
        await Journal.DisposeAsync();
    }
}
