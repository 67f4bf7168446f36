using System.Diagnostics;
using System.Globalization;
using Billing.Postgres.Server;
using Npgsql;
using NpgsqlTypes;

namespace Billing.Host.Bench;

/// <summary>FreeRADIUS with PostgreSQL accounting on this machine, to measure against.</summary>
/// <remarks>
/// It has a PostgreSQL server of its own, set up as ours is and as durable. It runs as the caller, who must be able to
/// read the package's configuration: root, or a member of the group <c>freerad</c>.
/// </remarks>
internal sealed class FreeRadiusPeer(FreeRadiusPeerOptions options) : IAsyncDisposable
{
    private const string Program = "/usr/sbin/freeradius";
    private const string Driver = "/usr/lib/freeradius/rlm_sql_postgresql.so";
    private const string Database = "radius";
    private const int LastLines = 12;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly FreeRadiusPeerOptions _options = options with { Folder = Path.GetFullPath(options.Folder) };
    private readonly PrivateServer _server = new(new() { Folder = Path.Combine(options.Folder, "postgres") });
    private Process? _process;

    public int AuthPort => _options.AuthPort;

    public int AcctPort => _options.AcctPort;

    /// <summary>The database that it accounts to, in the table <c>radacct</c>.</summary>
    public string ConnectionString => _server.ConnectionString(Database);

    private string LogFile => Path.Combine(_options.Folder, FreeRadiusConfiguration.LogFile);

    /// <summary>What keeps this machine from running it, as one line for the person at the terminal, or null.</summary>
    public static string? WhatIsMissing()
    {
        if (!File.Exists(Program) || !File.Exists(Driver))
        {
            return "FreeRADIUS is not on this machine; install it: apt-get install freeradius freeradius-postgresql";
        }

        // A folder that may not be entered looks like one that is not there.
        return File.Exists(Path.Combine(FreeRadiusConfiguration.SqlFolder, "queries.conf"))
            ? null
            : $"{FreeRadiusConfiguration.SqlFolder} cannot be read; run as root or as a member of the group freerad";
    }

    /// <summary>Starts both servers and loads the users; returns when FreeRADIUS answers.</summary>
    /// <exception cref="InvalidOperationException">It cannot; the message is for the person at the terminal.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        if (WhatIsMissing() is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        await _server.StartAsync(cancel);
        await _server.EnsureDatabaseAsync(Database, cancel);
        await LoadAsync(cancel);
        await ConfigureAsync(cancel);

        // In the foreground, with the file "peer.conf" of its folder.
        _process = Process.Start(new ProcessStartInfo(
            Program, ["-f", "-d", _options.Folder, "-n", "peer", "-l", LogFile])
        {
            RedirectStandardInput = true,
        })!;

        await AnswersAsync(cancel);
    }

    /// <summary>Ends both servers; what was accounted stays in the folder until the peer is disposed of.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;

            // It keeps nothing that would need an orderly end: each answer was committed before it left.
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await _server.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();

        if (Directory.Exists(_options.Folder))
        {
            Directory.Delete(_options.Folder, recursive: true);
        }
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var exists = new NpgsqlCommand("select to_regclass('radacct') is not null", connection);

        if (await exists.ExecuteScalarAsync(cancel) is true)
        {
            return;
        }

        var schema = await File.ReadAllTextAsync(Path.Combine(FreeRadiusConfiguration.SqlFolder, "schema.sql"), cancel);
        await using (var create = new NpgsqlCommand(schema, connection))
        {
            await create.ExecuteNonQueryAsync(cancel);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy radcheck (username, attribute, op, value) from stdin (format binary)", cancel))
        {
            for (var user = 0; user < _options.Users; user++)
            {
                var number = user.ToString("D6", CultureInfo.InvariantCulture);
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync("user" + number, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync("Cleartext-Password", NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(":=", NpgsqlDbType.Varchar, cancel);
                await copy.WriteAsync("pass" + number, NpgsqlDbType.Text, cancel);
            }

            await copy.CompleteAsync(cancel);
        }

        await using var analyze = new NpgsqlCommand("analyze", connection);
        await analyze.ExecuteNonQueryAsync(cancel);
    }

    private async Task ConfigureAsync(CancellationToken cancel)
    {
        var file = Path.Combine(_options.Folder, "peer.conf");
        var database = new NpgsqlConnectionStringBuilder(ConnectionString);
        var text = _options.IsAsPackaged ? FreeRadiusConfiguration.PackagedText(_options, database) : FreeRadiusConfiguration.Text(_options, database);
        File.Delete(file);
        File.Delete(LogFile);

        // It holds the database's password, and FreeRADIUS refuses a configuration that others may write.
        await using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await using var writer = new StreamWriter(stream);
        await writer.WriteAsync(text.AsMemory(), cancel);
    }

    private async Task AnswersAsync(CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();

        foreach (var port in new[] { AuthPort, AcctPort })
        {
            while (!await StatusServer.AnswersAsync(port, FreeRadiusConfiguration.Secret, cancel))
            {
                if (_process!.HasExited || Stopwatch.GetElapsedTime(began) > StartTimeout)
                {
                    await StopAsync();

                    throw new InvalidOperationException("FreeRADIUS does not start.\n" + LogTail());
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
            }
        }
    }

    private string LogTail() =>
        File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(LastLines)) : "";
}
