using System.Net;
using System.Net.Sockets;

namespace Billing.Host.Tests.Programs;

/// <summary><c>run</c> from its first start to its last stop.</summary>
public sealed class RunTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_run_loads_the_demo_and_a_later_one_finds_what_it_did()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        using var http = new HttpClient { BaseAddress = program.Portal };

        Assert.Contains("alice / wonderland", program.Greeting, StringComparison.Ordinal);
        Assert.Contains($"radclient 127.0.0.1:{program.AuthPort} auth testing123", program.Greeting, StringComparison.Ordinal);
        Assert.Equal("ready", await http.GetStringAsync("/health/ready", Cancel));
        Assert.Equal("alive", await http.GetStringAsync("/health/live", Cancel));

        // A second one on the same folder says so, and harms the first in nothing.
        var second = await program.LaunchAsync("run");
        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.Equal(1, second.Error.Count(c => c == '\n'));
        Assert.StartsWith($"billing: already running on {program.Folder}", second.Error, StringComparison.Ordinal);
        await program.RadclientAsync("acct", "User-Name=alice,Acct-Session-Id=r1,Acct-Status-Type=Stop,Acct-Output-Octets=3000000");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready", Cancel)).StatusCode);
        var postgres = Processes(program.Folder);
        Assert.NotEmpty(postgres);

        await StopsQuietlyAsync(program.StopAsync(SigTerm));
        Assert.False(program.Postgres.IsRunning);
        Assert.Empty(Processes(program.Folder));
        var show = await program.LaunchAsync("account", "show", "alice");
        Assert.Equal((1, ""), (show.ExitCode, show.Output));
        Assert.Contains("not running", show.Error, StringComparison.Ordinal);

        await program.StartAsync();
        Assert.Contains("\"posted\": \"9.97\"", (await program.LaunchAsync("account", "show", "alice", "--json")).Output, StringComparison.Ordinal);
        await program.AuditIsCleanAsync();
        await StopsQuietlyAsync(program.StopAsync(SigInt));
        Assert.Empty(Processes(program.Folder));
    }

    [Fact]
    public async Task A_stop_before_it_is_ready_leaves_nothing_behind()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        await program.StopAsync();

        var (exitCode, error) = await program.StartAndStopAsync(SigInt);

        Assert.Equal((1, "billing: stopped before it was done"), (exitCode, error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]));
        Assert.DoesNotContain("Unhandled", error, StringComparison.Ordinal);
        Assert.Empty(Processes(program.Folder));
        await program.StartAsync();
        await StopsQuietlyAsync(program.StopAsync());
    }

    [Fact]
    public async Task A_taken_port_is_named_with_what_to_set()
    {
        await using var program = new ProgramRun();
        var (_, said) = await ErrorAsync(program, SocketType.Dgram, program.AcctPort);
        Assert.Equal(
            $"billing: UDP port 127.0.0.1:{program.AcctPort} is taken by another program: stop it, or set Billing__Radius__AcctPort to a free one",
            said);

        (_, said) = await ErrorAsync(program, SocketType.Stream, program.Portal.Port);
        Assert.Equal(
            $"billing: {program.Portal} is taken by another program: stop it, or set Billing__Portal__Url to another address",
            said);

        program.Set("Billing__Cluster__SiloPort", program.Portal.Port);
        (_, said) = await ErrorAsync(program, SocketType.Stream, program.Portal.Port);
        Assert.StartsWith("billing: the silo's or its gateway's TCP port is taken by another program", said, StringComparison.Ordinal);
        Assert.Empty(Processes(program.Folder));
    }

    [Fact]
    public async Task A_setting_that_is_wrong_is_named_in_one_line()
    {
        await using var program = new ProgramRun();
        program.Set("Billing__Radius__AuthPort", 70_000);
        var run = await program.LaunchAsync("run");

        Assert.Equal((1, "", "billing: Billing:Radius:AuthPort: expected a port from 1 to 65535, not \"70000\"\n"), (run.ExitCode, run.Output, run.Error));
        Assert.False(Directory.Exists(program.Folder));

        program.Set("Billing__Radius__AuthPort", program.AuthPort);
        program.Set("Billing__Notifications__StaffEmail", "nobody"); // seen by the part of the program that it is for
        run = await program.LaunchAsync("run");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal("billing: Billing:Notifications:StaffEmail: expected an e-mail address, or nothing", run.Error.TrimEnd().Split('\n')[^1]);
        Assert.DoesNotContain("Unhandled", run.Error, StringComparison.Ordinal);
        Assert.Empty(Processes(program.Folder));
    }

    private static async Task StopsQuietlyAsync(Task<(int ExitCode, string Output, string Error)> stop)
    {
        var (exitCode, output, error) = await stop;
        Assert.True(error.Length == 0, error);
        Assert.Equal((0, "stopped\n"), (exitCode, output));
    }

    private static async Task<(int ExitCode, string Last)> ErrorAsync(ProgramRun program, SocketType type, int port)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, type, type is SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, port));

        if (type is SocketType.Stream)
        {
            taken.Listen();
        }

        var run = await program.LaunchAsync("run");
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("Unhandled", run.Error, StringComparison.Ordinal);

        return (run.ExitCode, run.Error.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public async Task A_stop_without_the_database_does_not_wait_for_it()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        await program.Postgres.StopAsync();

        var (exitCode, said, errors) = await program.StopAsync();

        Assert.Equal((1, ""), (exitCode, said));
        Assert.StartsWith("billing: stopped after 15 s", errors.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", errors, StringComparison.Ordinal);
        await program.StartAsync();
        await program.AuditIsCleanAsync();
    }

    [Fact]
    public async Task An_account_is_shown_when_only_the_database_runs_and_the_person_is_told()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        Assert.Equal("", (await program.LaunchAsync("account", "show", "alice")).Error);
        await program.KillAsync(postgresToo: false);

        var show = await program.LaunchAsync("account", "show", "alice", "--json");

        Assert.Equal(0, show.ExitCode);
        Assert.Contains("\"available\": \"10.00\"", show.Output, StringComparison.Ordinal);
        Assert.StartsWith("billing: these figures are the database's", show.Error, StringComparison.Ordinal);
        Assert.Equal(1, show.Error.Count(c => c == '\n'));
    }

    // Whatever still has the folder on its command line: the server's processes, and a program that forgot to end.
    private static List<string> Processes(string folder) =>
        [.. Directory.GetDirectories("/proc").Where(process => CommandLine(process).Contains(folder, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
