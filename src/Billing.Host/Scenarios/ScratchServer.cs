using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Host.Composition;
using Billing.Postgres.Migrations;
using Billing.Postgres.Server;
using Npgsql;

namespace Billing.Host.Scenarios;

/// <summary>The PostgreSQL server of scenarios, each of which has a database of its own.</summary>
/// <param name="folder">Where it is kept, so that a later process goes on with what is there; null: it is gone at the end.</param>
internal sealed class ScratchServer(string? folder) : IAsyncDisposable
{
    private const string Template = "scenario_template";

    private readonly string _folder = folder ?? Path.Combine(Path.GetTempPath(), $"billing-scenario-{Environment.ProcessId}");
    private PrivateServer? _server;

    /// <param name="text">The file of the scenarios: a folder belongs to one.</param>
    /// <exception cref="UserException">The folder has another file's.</exception>
    public async Task StartAsync(string text, CancellationToken cancellation)
    {
        Claim(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        _server = Of(_folder);
        await _server.StartAsync(CancellationToken.None);
        await _server.EnsureDatabaseAsync(Template, cancellation);
        await Migrator.MigrateAsync(_server.ConnectionString(Template), DateTimeOffset.UtcNow, cancellation);
    }

    /// <summary>Every process of a folder's server dies, as in a power cut.</summary>
    public static Task KillAsync(string folder) => Of(folder).KillAsync();

    /// <summary>The connection string of a scenario's database; what there is of it stays.</summary>
    public async Task<string> DatabaseAsync(int number, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"scenario_{number}");
        await using var source = NpgsqlDataSource.Create(_server!.ConnectionString("postgres") + ";Pooling=false");
        await using var exists = source.CreateCommand($"select exists (select from pg_database where datname = '{name}')");

        if (!(bool)(await exists.ExecuteScalarAsync(cancellation))!)
        {
            await MakeAsync(source, name, cancellation);
        }

        return _server.ConnectionString(name);
    }

    /// <summary>A scenario's database as it is at the beginning.</summary>
    public async Task RenewAsync(int number, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"scenario_{number}");
        await using var source = NpgsqlDataSource.Create(_server!.ConnectionString("postgres") + ";Pooling=false");
        await using var drop = source.CreateCommand($"drop database {name} with (force)");
        await drop.ExecuteNonQueryAsync(cancellation);
        await MakeAsync(source, name, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
        {
            return;
        }

        if (folder is not null)
        {
            await _server.StopAsync();

            return;
        }

        await _server.KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static PrivateServer Of(string folder) => new(new() { Folder = Path.Combine(folder, "postgres"), SharedBuffers = "64MB", MaxWalSize = "1GB" });

    private static async Task MakeAsync(NpgsqlDataSource source, string name, CancellationToken cancellation)
    {
        await using var make = source.CreateCommand($"create database {name} template {Template}");
        await make.ExecuteNonQueryAsync(cancellation);
    }

    private void Claim(string fingerprint)
    {
        var file = Path.Combine(_folder, "scenario.sha256");
        Directory.CreateDirectory(_folder);

        if (!File.Exists(file))
        {
            File.WriteAllText(file + ".new", fingerprint);
            File.Move(file + ".new", file); // whole, or not there
        }
        else if (File.ReadAllText(file) != fingerprint)
        {
            throw new UserException($"--data: expected an empty folder or the one of the same file, {_folder} has another file's scenarios");
        }
    }
}
