using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Billing.Postgres.Server;
using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Server;

public sealed class PrivateServerTests : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(
        Path.GetTempPath(), $"billing-tests-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await At(_folder).KillAsync();

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_server_is_durable_and_tuned()
    {
        var options = new PrivateServerOptions { Folder = _folder, WalCompression = "lz4" };
        await using var server = new PrivateServer(options);
        await server.StartAsync(Cancel);

        foreach (var (setting, value) in new[]
        {
            ("fsync", "on"),
            ("synchronous_commit", "on"),
            ("full_page_writes", "on"),
            ("shared_buffers", options.SharedBuffers is "1024MB" ? "1GB" : options.SharedBuffers),
            ("max_wal_size", "4GB"),
            ("wal_segment_size", "2MB"),
            ("wal_buffers", "8MB"),
            ("wal_init_zero", "off"),
            ("checkpoint_timeout", "15min"),
            ("max_connections", "200"),
            ("wal_compression", "lz4"),
            ("jit", "off"),
            ("autovacuum_vacuum_cost_delay", "10ms"),
            ("server_encoding", "UTF8"),
            ("listen_addresses", "127.0.0.1"),
        })
        {
            Assert.Equal((setting, value), (setting, await AskAsync(server, $"show {setting}")));
        }
    }

    [Fact]
    public async Task A_second_start_finds_the_data_whatever_ended_the_first()
    {
        await using var server = At(_folder);
        await server.StartAsync(Cancel);
        var port = server.Port;
        await AskAsync(server, "create table kept (what text)");

        foreach (var what in new[] { "stopped", "killed", "last" })
        {
            await AskAsync(server, $"insert into kept values ('{what}')");
            await (what == "stopped" ? server.StopAsync() : server.KillAsync());
            await server.StartAsync(Cancel);
        }

        Assert.False(server.IsAdopted);
        Assert.Equal(port, server.Port);
        Assert.Equal(
            "killed last stopped",
            await AskAsync(server, "select string_agg(what, ' ' order by what) from kept"));
    }

    [Fact]
    public async Task A_server_whose_starter_was_killed_is_taken_over()
    {
        var lost = At(_folder);
        await lost.StartAsync(Cancel);
        await AskAsync(lost, "create table kept as select 'here' as what");

        await using var server = At(_folder);
        await server.StartAsync(Cancel);

        Assert.True(server.IsAdopted);
        Assert.Equal(lost.Port, server.Port);
        Assert.Equal("here", await AskAsync(server, "select what from kept"));

        await server.StopAsync();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(lost, "select 1"));
    }

    [Fact]
    public async Task A_server_that_is_looked_at_stays_with_who_keeps_it()
    {
        Assert.False(await At(_folder).TryFindAsync(Cancel));
        Assert.False(Directory.Exists(_folder));

        await using var kept = At(_folder);
        await kept.StartAsync(Cancel);
        var found = At(_folder);

        Assert.True(await found.TryFindAsync(Cancel));
        Assert.Equal((kept.Port, kept.ConnectionString("postgres")), (found.Port, found.ConnectionString("postgres")));
        Assert.Equal("1", await AskAsync(found, "select 1"));

        await kept.StopAsync();

        Assert.False(await found.TryFindAsync(Cancel));
        Assert.False(kept.IsRunning); // nobody started it
    }

    [Fact]
    public async Task A_lock_file_whose_process_number_is_another_programs_does_not_hinder_a_start()
    {
        await using var server = At(_folder);
        await server.StartAsync(Cancel);
        var lockFile = Path.Combine(_folder, "data", "postmaster.pid");
        var lines = await File.ReadAllLinesAsync(lockFile, Cancel);
        await server.KillAsync();
        lines[0] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(lockFile, lines, Cancel);

        await server.StartAsync(Cancel);

        Assert.Equal("1", await AskAsync(server, "select 1"));
    }

    [Fact]
    public async Task A_beginning_that_was_interrupted_is_begun_again()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data.new", "base"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "data.new", "PG_VERSION"), "15", Cancel);

        await using var server = At(_folder);
        await server.StartAsync(Cancel);

        Assert.Equal("1", await AskAsync(server, "select 1"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_shows_the_log()
    {
        using var taker = new TcpListener(IPAddress.Loopback, FreePort.Tcp());
        taker.Start();
        await using var server = new PrivateServer(
            new() { Folder = _folder, Port = ((IPEndPoint)taker.LocalEndpoint).Port });

        var error = await Assert.ThrowsAsync<PrivateServerException>(() => server.StartAsync(Cancel));

        Assert.Contains("Address already in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_has_its_socket_elsewhere()
    {
        var folder = Path.Combine(_folder, new string('x', 100));
        await using var server = At(folder);
        await server.StartAsync(Cancel);

        Assert.StartsWith(Path.Combine(Path.GetTempPath(), "billing-"), server.SocketFolder, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(server.SocketFolder, $".s.PGSQL.{server.Port}")));

        await server.StopAsync();
        Directory.Delete(server.SocketFolder);
    }

    [Fact]
    public async Task A_folder_reached_through_a_link_is_the_same_folder()
    {
        await using var server = At(_folder);
        await server.StartAsync(Cancel);
        var link = _folder + "-link";
        File.CreateSymbolicLink(link, _folder);

        try
        {
            var same = At(link);
            await same.StartAsync(Cancel);

            Assert.True(same.IsAdopted);
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Fact]
    public async Task A_folder_that_the_servers_user_cannot_reach_is_a_clear_error()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root starts the server as another user.");
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var server = At(Path.Combine(_folder, "inside"));

        var error = await Assert.ThrowsAsync<PrivateServerException>(() => server.StartAsync(Cancel));

        Assert.Contains($"may not pass through {_folder};", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var server = At(_folder);
        await server.StartAsync(Cancel);
        var stranger = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Password = "guess" };
        await using var connection = new NpgsqlConnection(stranger.ConnectionString);

        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Cancel));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
    }

    [Fact]
    public async Task A_database_is_made_once()
    {
        await using var server = At(_folder);
        await server.StartAsync(Cancel);

        await server.EnsureDatabaseAsync("some \"name\"", Cancel);
        await server.EnsureDatabaseAsync("some \"name\"", Cancel);

        Assert.Equal("1", await AskAsync(server, "select count(*) from pg_database where datname = 'some \"name\"'"));
    }

    [Fact]
    public async Task The_server_is_in_a_session_of_its_own()
    {
        await using var server = At(_folder);
        await server.StartAsync(Cancel);
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postmaster.pid"), Cancel))[0];

        // The sixth field, after a name in brackets, is the session; a leader's is its own number.
        var fields = (await File.ReadAllTextAsync($"/proc/{postmaster}/stat", Cancel)).Split(") ")[1].Split(' ');

        Assert.Equal(postmaster, fields[3]);
    }

    private static PrivateServer At(string folder) => new(new() { Folder = folder });

    private static async Task<string?> AskAsync(PrivateServer server, string question)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(question);

        return Convert.ToString(await command.ExecuteScalarAsync(Cancel), CultureInfo.InvariantCulture);
    }
}
