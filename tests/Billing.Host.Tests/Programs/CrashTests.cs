using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Billing.Host.Bench;

namespace Billing.Host.Tests.Programs;

/// <summary>What was acknowledged is charged once and only once, whatever dies in between.</summary>
[Collection(nameof(WholePrograms))]
public sealed class CrashTests
{
    private const int Accounts = 500;

    [Fact]
    public async Task Alice_pays_2_51_once_through_a_kill_of_everything_and_the_same_reports_in_another_order()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        Assert.Contains("Access-Accept", await program.RadclientAsync("auth", "User-Name=alice,User-Password=wonderland"), Ordinal);
        string[] reports =
        [
            "User-Name=alice,Acct-Session-Id=a1,Acct-Status-Type=Start",
            "User-Name=alice,Acct-Session-Id=a1,Acct-Status-Type=Interim-Update,Acct-Session-Time=300,Acct-Input-Octets=20000000,Acct-Output-Octets=100000000",
            "User-Name=alice,Acct-Session-Id=a1,Acct-Status-Type=Stop,Acct-Session-Time=600,Acct-Input-Octets=50400000,Acct-Output-Octets=200000000",
        ];

        foreach (var report in reports)
        {
            Assert.Contains("Accounting-Response", await program.RadclientAsync("acct", report), Ordinal);
        }

        await ChargedOnceAsync(program);

        for (var round = 0; round < 2; round++)
        {
            await program.KillAsync(postgresToo: true);
            await program.StartAsync();

            // radclient picks its identifiers at random.
            foreach (var report in new[] { reports[2], reports[0], reports[1], reports[0], reports[2] }.Skip(round))
            {
                Assert.Contains("Accounting-Response", await program.RadclientAsync("acct", report), Ordinal);
            }

            await ChargedOnceAsync(program);
        }
    }

    [Fact]
    public async Task Five_kills_of_the_program_under_load_charge_each_acknowledged_stop_once_and_nothing_else()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        Assert.Equal(0, (await program.DoAsync("demo", "--accounts", Accounts.ToString(CultureInfo.InvariantCulture))).ExitCode);
        var startedAt = DateTimeOffset.UtcNow.AddSeconds(-1);
        var load = RadiusLoad.RunAsync(
            program.Load with
            {
                Accounts = Accounts,
                FirstAccount = 0,
                Interims = 2,
                InFlight = 64,
                Duration = TimeSpan.FromSeconds(25),
                RetransmitAfter = TimeSpan.FromMilliseconds(500),
                MaxTries = 7,
            },
            progress: null,
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 5; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1_500 + 137 * i), TestContext.Current.CancellationToken);
            await program.KillAsync(postgresToo: i == 4);
            await program.StartAsync();
        }

        var result = await load;
        Assert.True(result.Sessions.Count(session => session.End is SessionEnd.Acknowledged) > 500, "the load was no load");
        Assert.True(result.Retransmissions > 0);
        Assert.Equal((0, 0), (result.WrongAuthenticators, result.Malformed));
        Assert.Empty(await program.CompareAsync(result, startedAt));
    }

    [Fact]
    public async Task Ten_seconds_without_PostgreSQL_under_load_give_no_wrong_answer_and_service_comes_back_by_itself()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        Assert.Equal(0, (await program.DoAsync("demo", "--accounts", Accounts.ToString(CultureInfo.InvariantCulture))).ExitCode);
        var startedAt = DateTimeOffset.UtcNow.AddSeconds(-1);
        var answered = new List<(TimeSpan At, long Answered)>();
        var load = RadiusLoad.RunAsync(
            program.Load with
            {
                Accounts = Accounts,
                FirstAccount = 0,
                Interims = 2,
                InFlight = 64,
                Duration = TimeSpan.FromSeconds(22), // past the fifth repetition of what was asked when the database went
                RetransmitAfter = TimeSpan.FromMilliseconds(500),
                MaxTries = 8,
            },
            new Recorder(answered),
            TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = program.Portal };

        // As an administrator does it: the server comes back on the port that it had.
        var postgres = program.Postgres;
        await postgres.StartAsync(TestContext.Current.CancellationToken);
        await postgres.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)(await http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await postgres.StartAsync(TestContext.Current.CancellationToken);

        var result = await load;
        Assert.Equal((0, 0), (result.WrongAuthenticators, result.Malformed));
        Assert.Contains(answered.Zip(answered.Skip(1)), pair => pair.First.At > TimeSpan.FromSeconds(4) && pair.First.Answered == pair.Second.Answered);
        var inTheMiddle = answered.First(sample => sample.At > TimeSpan.FromSeconds(8)).Answered;
        Assert.True(result.Accepts + result.AccountingResponses > inTheMiddle + 1_000, "service did not come back");
        Assert.Empty(await program.CompareAsync(result, startedAt));
        Assert.Equal("ready", await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken));
        var (exitCode, said, _) = await program.StopAsync();
        Assert.Equal((0, "stopped\n"), (exitCode, said));
    }

    [Fact]
    public async Task A_PostgreSQL_that_dies_under_load_is_started_again_and_service_comes_back_by_itself()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        Assert.Equal(0, (await program.DoAsync("demo", "--accounts", Accounts.ToString(CultureInfo.InvariantCulture))).ExitCode);
        var startedAt = DateTimeOffset.UtcNow.AddSeconds(-1);
        var answered = new List<(TimeSpan At, long Answered)>();
        var load = RadiusLoad.RunAsync(
            program.Load with
            {
                Accounts = Accounts,
                FirstAccount = 0,
                Interims = 2,
                InFlight = 16,
                Duration = TimeSpan.FromSeconds(14),
                RetransmitAfter = TimeSpan.FromMilliseconds(500),
                MaxTries = 12,
            },
            new Recorder(answered),
            TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        using var postmaster = Process.GetProcessById(program.PostmasterId);
        postmaster.Kill();
        await postmaster.WaitForExitAsync(TestContext.Current.CancellationToken);
        var before = answered[^1].Answered;

        var result = await load;
        Assert.NotEqual(postmaster.Id, program.PostmasterId);
        Assert.True(result.Accepts + result.AccountingResponses > before + 1_000, "service did not come back");
        Assert.Equal((0, 0), (result.WrongAuthenticators, result.Malformed));
        Assert.Empty(await program.CompareAsync(result, startedAt));
        Assert.Single(program.Errors.Split('\n'), line => line.Contains("PostgreSQL died", Ordinal));
        await program.AuditIsCleanAsync();
        var (exitCode, said, _) = await program.StopAsync();
        Assert.Equal((0, "stopped\n"), (exitCode, said));
        Assert.False(program.Postgres.IsRunning);
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static async Task ChargedOnceAsync(ProgramRun program)
    {
        using var account = JsonDocument.Parse((await program.DoAsync("account", "show", "alice", "--json")).Output);
        var balance = account.RootElement.GetProperty("balance");
        Assert.Equal(("7.49", "7.49", "0.00"), (Text(balance, "posted"), Text(balance, "available"), Text(balance, "held")));
        using var records = JsonDocument.Parse((await program.DoAsync("xdr", "list", "--account", "alice", "--json")).Output);
        Assert.Equal("2.51", Text(Assert.Single(records.RootElement.EnumerateArray()), "amount"));
        await program.AuditIsCleanAsync();
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private sealed class Recorder(List<(TimeSpan At, long Answered)> samples) : IProgress<RadiusLoadProgress>
    {
        public void Report(RadiusLoadProgress value) => samples.Add((value.Elapsed, value.Answered));
    }
}
