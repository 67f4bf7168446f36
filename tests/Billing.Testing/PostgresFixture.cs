using System.Globalization;
using Billing.Postgres.Server;
using Npgsql;
using Xunit;

namespace Billing.Testing;

/// <summary>A private PostgreSQL server for the tests of one process, started when the first of them asks.</summary>
/// <remarks>
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c> shares one among all tests of an assembly; to have every
/// database migrated, share a subclass that passes its migration. A test that stops or kills the server makes a fixture
/// of its own, for the others would see it too.
/// </remarks>
public class PostgresFixture : IAsyncLifetime
{
    private const string Prefix = "billing-tests-";
    private const string Template = "migrated";

    private readonly Func<string, Task>? _migrate;
    private readonly Lazy<Task> _ready;
    private readonly string _folder;
    private readonly PrivateServer _server;
    private int _databases;

    public PostgresFixture()
        : this(migrate: null)
    {
    }

    /// <param name="migrate">Prepares the database of a connection string, once; the others are copies.</param>
    protected PostgresFixture(Func<string, Task>? migrate)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}");
        _folder = Path.Combine(Path.GetTempPath(), name);
        _migrate = migrate;
        _ready = new(PrepareAsync);

        // As in production, only smaller: several of them run on one machine.
        _server = new PrivateServer(new() { Folder = _folder, SharedBuffers = "64MB", MaxWalSize = "1GB", MaxConnections = 300 });
    }

    public int Port => _server.Port;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Makes a fresh database, migrated if this fixture migrates.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        await _ready.Value;

        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(_server.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();

        // By files: page by page through the log, as servers do it by themselves since 15, takes a core five times as long.
        var strategy = connection.PostgreSqlVersion.Major < 15 ? "" : " strategy file_copy";
        await using var create = new NpgsqlCommand($"create database {name} template {(_migrate is null ? "template1" : Template)}{strategy}", connection);
        await create.ExecuteNonQueryAsync();

        return _server.ConnectionString(name);
    }

    /// <summary>Stops the server as an administrator would; its clients are cut off.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Starts the server again, on the same port and with the same data.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <summary>Kills the server with SIGKILL: what a power cut leaves of it.</summary>
    public Task KillAsync() => _server.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.KillAsync();
        Remove(_folder);
        GC.SuppressFinalize(this);
    }

    private async Task PrepareAsync()
    {
        await RemoveAbandonedAsync();
        await _server.StartAsync();

        // What it wrote, a killed server has: the kernel keeps it. Only the machine's own fall would take it, and no test makes that.
        await ExecuteAsync("alter system set fsync = off");
        await ExecuteAsync("select pg_reload_conf()");

        if (_migrate is not null)
        {
            await ExecuteAsync($"create database {Template}");

            // Not pooled: a database with somebody in it cannot be copied.
            await _migrate(_server.ConnectionString(Template) + ";Pooling=false");
        }
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    // A test process that was killed could not remove its server.
    private static async Task RemoveAbandonedAsync()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var process = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];

            if (!Directory.Exists(Path.Combine("/proc", process)))
            {
                await new PrivateServer(new() { Folder = folder }).KillAsync();
                Remove(folder);
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another test process removes it too, or another user owns it.
        }
    }
}
