using System.Diagnostics;
using System.Globalization;
using Billing.Host.Bench;
using Billing.Host.Tests.Programs;

namespace Billing.Host.Tests.Crashes;

/// <summary>What was acknowledged is charged once and only once, whatever dies in between.</summary>
[Collection(nameof(WholePrograms))]
public sealed class CrashTests
{
    private const int Accounts = 500;

    [Fact]
    public async Task Five_kills_of_the_program_under_load_charge_each_acknowledged_stop_once_and_nothing_else()
    {
        await using var program = new ProgramRun();
        var startedAt = await StartAsync(program);
        var answered = new Counter();
        using var ending = new CancellationTokenSource();
        var load = RadiusLoad.RunAsync(
            Load(program, seconds: 600, inFlight: 64, maxTries: 7) with { Ending = ending.Token },
            answered,
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 5; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1_500 + 137 * i), TestContext.Current.CancellationToken);
            await program.KillAsync(postgresToo: i == 4);
            await program.StartAsync();
        }

        for (var before = answered.Answered; answered.Answered < before + 5_000 && !load.IsCompleted;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        await ending.CancelAsync();
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
        var startedAt = await StartAsync(program);
        var answered = new Recorder();
        using var ending = new CancellationTokenSource();
        var load = RadiusLoad.RunAsync(
            Load(program, seconds: 600, inFlight: 64, maxTries: 8) with { Ending = ending.Token }, // past the fifth repetition of what was asked when the database went
            answered,
            TestContext.Current.CancellationToken);
        await AnsweredAsync(1, answered, load);
        using var http = new HttpClient { BaseAddress = program.Portal };

        // As an administrator does it: the server comes back on the port that it had.
        var postgres = program.Postgres;
        await postgres.StartAsync(TestContext.Current.CancellationToken);
        await postgres.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)(await http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
        var inTheMiddle = await answered.NextAsync(load); // what was answered before the server stopped is told by then
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(inTheMiddle, await answered.NextAsync(load));
        await postgres.StartAsync(TestContext.Current.CancellationToken);
        await AnsweredAsync(inTheMiddle + 1_500, answered, load);

        await ending.CancelAsync();
        var result = await load;
        Assert.Equal((0, 0), (result.WrongAuthenticators, result.Malformed));
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
        var startedAt = await StartAsync(program);
        var answered = new Counter();
        using var ending = new CancellationTokenSource();
        var load = RadiusLoad.RunAsync(
            Load(program, seconds: 600, inFlight: 16, maxTries: 12) with { Ending = ending.Token },
            answered,
            TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        using var postmaster = Process.GetProcessById(program.PostmasterId);
        postmaster.Kill();
        await postmaster.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(1_100), TestContext.Current.CancellationToken); // what was answered before is told by now
        var before = answered.Answered;

        while (answered.Answered < before + 1_500 && !load.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        await ending.CancelAsync();
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

    /// <returns>A time before everything that the load does.</returns>
    private static async Task<DateTimeOffset> StartAsync(ProgramRun program)
    {
        await program.StartAsync();
        Assert.Equal(0, (await program.LaunchAsync("demo", "--accounts", Accounts.ToString(CultureInfo.InvariantCulture))).ExitCode);

        return DateTimeOffset.UtcNow.AddSeconds(-1);
    }

    private static RadiusLoadOptions Load(ProgramRun program, int seconds, int inFlight, int maxTries) => program.Load with
    {
        Accounts = Accounts,
        FirstAccount = 0,
        Interims = 2,
        InFlight = inFlight,
        Duration = TimeSpan.FromSeconds(seconds),
        RetransmitAfter = TimeSpan.FromMilliseconds(500),
        MaxTries = maxTries,
    };

    private static async Task AnsweredAsync(long least, Recorder told, Task load)
    {
        while (await told.NextAsync(load) < least)
        {
            // it tells again in a second
        }
    }

    private sealed class Counter : IProgress<RadiusLoadProgress>
    {
        private long _answered;

        public long Answered => Volatile.Read(ref _answered);

        public void Report(RadiusLoadProgress value) => Volatile.Write(ref _answered, value.Answered);
    }

    /// <summary>Of a load that tells about once a second.</summary>
    private sealed class Recorder : IProgress<RadiusLoadProgress>
    {
        private volatile TaskCompletionSource<long> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Report(RadiusLoadProgress value) =>
            Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(value.Answered);

        /// <summary>How many were answered when it tells next.</summary>
        public async Task<long> NextAsync(Task load)
        {
            var next = _next.Task;
            Assert.True(await Task.WhenAny(next, load) == next, "the load ended");

            return await next;
        }
    }
}
