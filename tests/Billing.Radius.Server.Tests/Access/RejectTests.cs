using System.Diagnostics;
using Billing.Contracts.Accounts;
using Billing.Postgres.Security;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>Guessing is slow and soon pointless, and holds nobody else up.</summary>
public sealed class RejectTests(MigratedPostgres postgres)
{
    // Long beside what a busy machine takes for the other answers.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Rejects_come_after_the_delay_and_a_right_login_meanwhile_does_not_wait()
    {
        var delay = TimeSpan.FromSeconds(20); // a busy machine has looked at all of them by then, and at the right one
        await using var billing = await StartAsync(("Billing:Radius:RejectDelay", $"{delay}"));
        var guessers = Enumerable.Range(0, 200).Select(_ => new TestGateway(billing) { Patience = TimeSpan.FromMinutes(2) }).ToArray();
        using var gateway = new TestGateway(billing);
        var load = billing.Services.GetRequiredService<WorkLoad>();
        await gateway.LogInAsync("alice", password: "wonderland");
        var began = Stopwatch.GetTimestamp();

        // The names differ: for one of them the failures would soon not even be looked at.
        var guesses = guessers.Select(async (guesser, i) =>
        {
            var reason = await guesser.IsRejectedAsync(i % 2 == 0 ? "alice" : $"nobody{i}");

            return (Reason: reason, After: Stopwatch.GetElapsedTime(began));
        }).ToArray();
        await Eventually.IsAsync(() => load.Waiting == guesses.Length, "all of them wait at once, none for another");
        await gateway.LogInAsync("alice", password: "wonderland");
        Assert.Equal(guesses.Length, load.Waiting);
        var rejects = await Task.WhenAll(guesses);

        Assert.All(rejects, reject => Assert.True(reject.After >= delay, $"a reject came after {reject.After}"));
        Array.ForEach(guessers, guesser => guesser.Dispose());
    }

    [Fact]
    public async Task Rejects_that_wait_take_no_place_from_real_requests_and_only_so_many_wait()
    {
        await using var billing = await StartAsync(
            ("Billing:Radius:MostInFlight", "4"), ("Billing:Radius:MostWaitingRejects", "12"), ("Billing:Radius:RejectDelay", "00:00:20"));
        using var guesser = new TestGateway(billing);
        using var gateway = new TestGateway(billing);
        var load = billing.Services.GetRequiredService<WorkLoad>();
        var counters = billing.Services.GetRequiredService<NodeRegistry>().Nodes.Single().Counters;

        for (var i = 1; i <= 20; i++)
        {
            guesser.Throw(guesser.Login($"nobody{i}", "guess"), atAuth: true);
            await Eventually.IsAsync(() => load.Waiting + counters[Outcome.RejectDropped] == i && load.AtWork == 0, $"guess {i} waits or was dropped");
        }

        await gateway.LogInAsync("alice", password: "wonderland");
        Assert.Equal((12, 8, 0), (load.Waiting, counters[Outcome.RejectDropped], counters[Outcome.Overload]));
        await Eventually.IsAsync(() => load.Waiting == 0 && counters[Outcome.Rejected] == 12, "the twelve are answered");
    }

    [Fact]
    public async Task A_repeat_of_a_request_at_work_is_ignored()
    {
        await using var billing = await StartAsync();
        using var gateway = new TestGateway(billing);
        var guess = gateway.Login("alice", "guess");

        gateway.Throw(guess, atAuth: true);
        gateway.Throw(guess, atAuth: true);
        gateway.Throw(guess, atAuth: true);

        Assert.True(await gateway.ReceiveAsync(TimeSpan.FromSeconds(10)) is not null, gateway.Excuse);
        Assert.Null(await gateway.ReceiveAsync(TimeSpan.FromMilliseconds(100)));
        var counters = billing.Services.GetRequiredService<NodeRegistry>().Nodes.Single().Counters;
        Assert.Equal((1, 2), (counters[Outcome.Rejected], counters[Outcome.DuplicateInFlight]));
    }

    [Fact]
    public async Task A_request_at_work_is_answered_with_the_secret_that_it_came_with()
    {
        await using var billing = await StartAsync();
        using var gateway = new TestGateway(billing);

        var guess = gateway.AuthenticateAsync("alice", "guess");
        await ChangeSecretAsync(billing, "a new one");
        var registry = billing.Services.GetRequiredService<NodeRegistry>();
        await Eventually.IsAsync(() => registry.Nodes.Single().View.Secret == "a new one", "the new secret is known");

        Assert.Equal(RadiusCode.AccessReject, (await guess)?.Code);
        using var renewed = new TestGateway(billing, "a new one");
        await renewed.LogInAsync("alice", password: "wonderland");
    }

    [Fact]
    public async Task Too_many_failures_of_a_name_are_not_even_looked_at()
    {
        await using var billing = await StartAsync(
            ("Billing:Radius:MostFailuresPerMinute", "5"), ("Billing:Radius:RejectDelay", "00:00:00.010"));
        using var gateway = new TestGateway(billing);
        var names = new Queue<(string Name, string Password)>([("bob", "builder"), ("carol", "carol"), ("12125550100", "secret")]);
        string? name, reason;
        long minute;

        // Failures are counted by the minute: where another one began meanwhile, once more with a name that has none in it.
        do
        {
            minute = Minute();
            (name, var password) = names.Dequeue();

            for (var i = 0; i < 5; i++)
            {
                Assert.Equal("unknown user or wrong password", await gateway.IsRejectedAsync(name, password: $"guess{i}"));
            }

            var answer = await gateway.AuthenticateAsync(name, password);
            reason = answer?.Text(Attributes.ReplyMessage);
        }
        while (minute != Minute());

        Assert.Equal("too many failures, try later", reason);
        await gateway.LogInAsync("alice", password: "wonderland");

        // The desk sees it with the account, though nobody asked the account.
        RejectRow? row = null;
        await Eventually.IsAsync(async () => (row = await RejectAsync(billing, name)) is not null, "it is written");
        Assert.Equal((name, "demo", 1), (row!.Account?.Login, row.Gateway, row.Times));
    }

    [Fact]
    public async Task Names_of_nobody_that_are_not_looked_at_are_told_without_an_account()
    {
        await using var billing = await StartAsync(
            ("Billing:Radius:MostFailuresPerMinute", "1"), ("Billing:Radius:RejectDelay", "00:00:00.010"));
        using var gateway = new TestGateway(billing);
        RejectRow? row = null;

        await Eventually.IsAsync(
            async () =>
            {
                await gateway.IsRejectedAsync("nobody");

                return (row = await RejectAsync(billing, "nobody")) is { Times: > 1 };
            },
            "it is written and counted");

        Assert.Null(row!.Account);
    }

    [Fact]
    public async Task A_source_that_tries_many_names_is_not_looked_at_and_others_at_the_gateway_are()
    {
        await using var billing = await StartAsync(
            ("Billing:Radius:MostFailuresOfSourcePerMinute", "5"), ("Billing:Radius:RejectDelay", "00:00:00.010"));
        using var gateway = new TestGateway(billing);
        string? reason;
        var source = 0;
        long minute;

        do
        {
            minute = Minute();
            source++; // one that has no failures in this minute

            for (var i = 0; i < 5; i++)
            {
                Assert.Equal("unknown user or wrong password", (await FromAsync($"aa-{source}", $"nobody{i}", "guess")).Text(Attributes.ReplyMessage));
            }

            reason = (await FromAsync($"aa-{source}", "alice", "wonderland")).Text(Attributes.ReplyMessage);
        }
        while (minute != Minute());

        Assert.Equal("too many failures, try later", reason);
        Assert.Equal(RadiusCode.AccessAccept, (await FromAsync("cc-dd", "alice", "wonderland")).Code);
        await gateway.LogInAsync("alice", password: "wonderland"); // and one that the gateway does not name

        async Task<Answer> FromAsync(string from, string user, string password) => await gateway.AuthenticateAsync(
            user, password, (ref writer) => writer.AddString(Attributes.CallingStationId, from)) ?? throw new InvalidDataException(gateway.Excuse);
    }

    private async Task<RunningBilling> StartAsync(params (string, string)[] settings) => await RunningBilling.StartAsync(
        await postgres.CreateDatabaseAsync(),
        [("Billing:Radius:RejectDelay", Delay.ToString("c")), ("Billing:Radius:MostFailuresPerMinute", "1000"), .. settings]);

    private static async Task<RejectRow?> RejectAsync(RunningBilling billing, string name) =>
        (await billing.Services.GetRequiredService<IAuthenticationQuery>().RejectsAsync(
            new(UserName: name, Reason: AccessReasons.TooManyFailures), new(), TestContext.Current.CancellationToken)).Rows.SingleOrDefault();

    private static async Task ChangeSecretAsync(RunningBilling billing, string secret)
    {
        await using var source = NpgsqlDataSource.Create(billing.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand("update node set secret = $1 where name = 'demo'");
        command.Parameters.Add(new() { Value = billing.Services.GetRequiredService<SecretBox>().Close(secret) });
        await command.ExecuteNonQueryAsync();
    }

    private static long Minute() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60;
}
