using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Billing.Postgres.Server;

/// <summary>A PostgreSQL server of our own on this machine, for one folder.</summary>
/// <remarks>
/// It listens on 127.0.0.1 and on a socket of its own, and lets in whoever knows the password that its folder keeps.
/// It stands in a session of its own: neither the terminal's Ctrl-C nor the death of this process reaches it, only
/// <see cref="StopAsync"/>. A start finds the data of the last one whatever ended it, and when the server of the folder
/// still runs, because the process that began it was killed, that server is taken over as it is.
/// One process at a time may use a folder. Members are not for concurrent use.
/// </remarks>
public sealed class PrivateServer(PrivateServerOptions options) : IAsyncDisposable
{
    private const string User = "billing";
    private const string FirstDatabase = "postgres";
    private const int PortAttempts = 5;

    // Recovery after a crash included.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    // Of a fast shutdown, before an immediate one follows.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly ServerAccount _account = new();
    private readonly ServerFolder _folder = new(options.Folder);
    private int? _port = options.Port;
    private string? _password;
    private Writeback? _writeback;

    /// <summary>The TCP port on 127.0.0.1; it stays the same over stops and starts of this instance.</summary>
    public int Port => _port ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>The folder of its Unix socket, fit to be a connection string's Host.</summary>
    public string SocketFolder => _folder.Sockets;

    /// <summary>True when the last start found the server running and took it over.</summary>
    public bool IsAdopted { get; private set; }

    /// <summary>Whether a server of this folder is running, whoever started it.</summary>
    public bool IsRunning => ServerProcess.Of(_folder.Data) is not null;

    /// <summary>Whether the server ended without being stopped (killed, out of memory): it did not tidy up behind itself.</summary>
    public bool HasDied => ServerProcess.HasDied(_folder.Data);

    /// <summary>How to reach a database of this server over TCP.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = _password,
        Database = database,
    }.ConnectionString;

    /// <summary>Starts the server, or takes over the running one, and returns when it accepts connections.</summary>
    /// <exception cref="PrivateServerException">It does not start; the message ends with the log.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        try
        {
            await _account.PrepareAsync(_folder.Root, [_folder.Logs, _folder.Sockets], cancel);

            IsAdopted = await AdoptAsync(cancel);

            if (!IsAdopted)
            {
                await StartAnewAsync(cancel);
            }

            await ReadPasswordAsync(cancel);
            _writeback ??= Writeback.Of(_folder.Data);
        }
        catch (UnauthorizedAccessException e)
        {
            throw OfAnotherUser(e);
        }
    }

    /// <summary>Finds the running server, to look at it: it stays with the process that keeps it, and nothing is started.</summary>
    /// <returns>False: none runs.</returns>
    /// <exception cref="PrivateServerException">The folder is another user's.</exception>
    public async Task<bool> TryFindAsync(CancellationToken cancel = default)
    {
        try
        {
            if (!await AdoptAsync(cancel))
            {
                return false;
            }

            await ReadPasswordAsync(cancel);

            return true;
        }
        catch (UnauthorizedAccessException e)
        {
            throw OfAnotherUser(e);
        }
    }

    /// <summary>Stops the server, if it runs: clients are cut off, what they committed is kept.</summary>
    /// <exception cref="PrivateServerException">It runs on even so.</exception>
    public async Task StopAsync()
    {
        EndWriteback();

        if (ServerProcess.Of(_folder.Data) is null)
        {
            return;
        }

        var programs = await ServerPrograms.FindAsync(_folder.DataVersion(), default);

        if (!await ShutDownAsync(programs, "fast") && !await ShutDownAsync(programs, "immediate"))
        {
            throw new PrivateServerException($"The PostgreSQL server of {_folder.Root} does not stop.");
        }
    }

    /// <summary>Kills every process of the server, as a power cut would. For fault tests.</summary>
    public Task KillAsync()
    {
        EndWriteback();

        return ServerProcess.KillAsync(_folder.Data);
    }

    /// <summary>Makes a database unless it exists.</summary>
    public async Task EnsureDatabaseAsync(string database, CancellationToken cancel = default)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(FirstDatabase) + ";Pooling=false");
        await using var exists = source.CreateCommand("select 1 from pg_database where datname = $1");
        exists.Parameters.Add(new() { Value = database });

        if (await exists.ExecuteScalarAsync(cancel) is null)
        {
            // A name cannot be a parameter, so it is quoted.
            await using var create = source.CreateCommand(
                $"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            await create.ExecuteNonQueryAsync(cancel);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void EndWriteback()
    {
        _writeback?.Dispose();
        _writeback = null;
    }

    private async Task ReadPasswordAsync(CancellationToken cancel) =>
        _password = (await File.ReadAllTextAsync(_folder.PasswordFile, cancel)).Trim();

    private PrivateServerException OfAnotherUser(Exception refused) =>
        new($"{_folder.Root} belongs to another user; run as that user or as root, or set Billing__DataFolder", refused);

    private async Task<bool> AdoptAsync(CancellationToken cancel)
    {
        if (ServerProcess.Of(_folder.Data) is { Status: "stopping" })
        {
            await ServerProcess.WaitAsync(_folder.Data, server => server is null, StopTimeout, cancel);
        }

        await ServerProcess.WaitAsync(
            _folder.Data, server => server is null or { IsReady: true }, StartTimeout, cancel);

        switch (ServerProcess.Of(_folder.Data))
        {
            case null:
                return false;

            case { IsReady: true } server:
                _port = server.Port;

                return true;

            case var server:
                throw new PrivateServerException(
                    $"The PostgreSQL server of {_folder.Root}, process {server.Id}, runs but is not ready.");
        }
    }

    private async Task StartAnewAsync(CancellationToken cancel)
    {
        var programs = await ServerPrograms.FindAsync(_folder.DataVersion(), cancel);

        if (_folder.DataVersion() is null)
        {
            await InitialiseAsync(programs, cancel);
        }

        await ServerProcess.ForgetDeadAsync(_folder.Data, _folder.Sockets, StopTimeout, cancel);

        for (var attempt = 1; ; attempt++)
        {
            var port = _port ?? LocalPort.FindFree();
            await ConfigureAsync(port, cancel);
            File.Delete(_folder.StartLog);

            var started = await _account.RunAsync(
                [
                    programs.PgCtl, "start", "--silent", "--wait", Seconds(StartTimeout), "-D", _folder.Data,
                    "-l", _folder.StartLog,
                ],
                cancel);

            if (started.Succeeded)
            {
                _port = port;

                return;
            }

            var tail = _folder.LogTail();

            // Somebody else may have taken the port in the meantime; one that was asked for stays asked for.
            if (_port is not null
                || attempt == PortAttempts
                || !tail.Contains("already in use", StringComparison.Ordinal))
            {
                throw new PrivateServerException(
                    $"The PostgreSQL server of {_folder.Root} does not start.\n{started.Said}\n{tail}".TrimEnd());
            }
        }
    }

    private async Task InitialiseAsync(ServerPrograms programs, CancellationToken cancel)
    {
        // Through a file, for everybody on the machine can read a command line.
        await File.WriteAllTextAsync(
            _folder.PasswordFile, RandomNumberGenerator.GetHexString(32, lowercase: true), cancel);
        File.SetUnixFileMode(_folder.PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await _account.OwnAsync(_folder.PasswordFile, cancel);

        // Beside its place first, so that an interrupted beginning is never taken for data.
        if (Directory.Exists(_folder.UnfinishedData))
        {
            Directory.Delete(_folder.UnfinishedData, recursive: true);
        }

        // Text sorts by its octets, so that an index serves prefixes; letters have their case in every language.
        // A new segment of the log is written full of zeros by the commit that needs it, and all others wait: one of the usual 16 MB is 50 ms,
        // once a second under load.
        var made = await _account.RunAsync(
            [
                programs.InitDb, "--pgdata", _folder.UnfinishedData, "--encoding", "UTF8", "--locale", "C",
                "--lc-ctype", "C.UTF-8", "--username", User, "--pwfile", _folder.PasswordFile,
                "--auth", "scram-sha-256", "--wal-segsize", "2",
            ],
            cancel);

        if (!made.Succeeded)
        {
            throw new PrivateServerException($"PostgreSQL cannot make its data in {_folder.Root}. {made.Said}");
        }

        Directory.Move(_folder.UnfinishedData, _folder.Data);
    }

    private async Task ConfigureAsync(int port, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Data, "postgresql.conf"),
            ServerConfiguration.Settings(options, port, _folder.Sockets, _folder.Logs),
            cancel);
        await File.WriteAllTextAsync(Path.Combine(_folder.Data, "pg_hba.conf"), ServerConfiguration.Access, cancel);
    }

    private async Task<bool> ShutDownAsync(ServerPrograms programs, string mode)
    {
        await _account.RunAsync(
            [
                programs.PgCtl, "stop", "--silent", "--wait", Seconds(StopTimeout), "--mode", mode,
                "-D", _folder.Data,
            ]);

        return await ServerProcess.WaitAsync(_folder.Data, server => server is null, TimeSpan.FromSeconds(1), default);
    }

    private static string Seconds(TimeSpan limit) =>
        string.Create(CultureInfo.InvariantCulture, $"--timeout={Math.Ceiling(limit.TotalSeconds)}");
}
