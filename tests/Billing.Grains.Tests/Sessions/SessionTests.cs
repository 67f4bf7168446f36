using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Grains.Tests.Sessions;

public sealed class SessionTests(TwoSilos silos)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_authorised_started_charged_on_the_way_and_settled()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();

        Assert.Equal(
            new AccessReply(AccessResult.Granted, "voice", Unit.Second, caller.BalanceId, 180, 10, "USD", ComesBack: true),
            await caller.AuthorizeAsync(token));
        Assert.Equal((10m, 3m, 7m), await caller.FundsAsync());
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Start, 0, token));
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Interim, 150, token));
        Assert.Equal((10m, 3m, 4m), await caller.FundsAsync());
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Stop, 200, token));

        await caller.CheckAsync(6);
        Assert.Equal(["3 200 4"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task A_session_that_has_used_the_funds_is_told_to_end()
    {
        var caller = await silos.CallerAsync(funds: 3);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);

        Assert.Equal(ReportReply.Exhausted, await caller.ReportAsync(ReportKind.Interim, 180, token));
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Stop, 180, token));

        await caller.CheckAsync(0);
    }

    [Fact]
    public async Task Reports_in_any_order_and_twice_cost_once()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);

        foreach (var (kind, seconds) in new[]
        {
            (ReportKind.Stop, 200), (ReportKind.Start, 0), (ReportKind.Interim, 150), (ReportKind.Stop, 200), (ReportKind.Interim, 60),
        })
        {
            Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(kind, seconds, token));
        }

        await caller.CheckAsync(6);
        Assert.Equal(["3 200 4"], await caller.SessionsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_that_comes_after_an_end_without_a_length_says_how_long_it_was_once(bool hasToken)
    {
        var caller = await silos.CallerAsync();
        Guid? token = hasToken ? Guid.CreateVersion7() : null;
        var (start, stop) = (caller.Report(ReportKind.Start, 0), caller.Report(ReportKind.Stop, 227) with { DurationSeconds = null });

        if (token is { } ours)
        {
            await caller.AuthorizeAsync(ours);
        }

        foreach (var (report, silo) in new[] { (stop, 0), (stop, 1), (start, 1), (start, 0), (stop with { EventAt = stop.EventAt + Duration.FromSeconds(60) }, 1) })
        {
            Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(report, silos.From(silo), token));
        }

        Assert.Equal(["3 227 4"], await caller.SessionsAsync());

        // Another call by the same name, whose start is not that of the first one, whether that is known or not.
        await caller.ReportAsync(stop with { AcctSessionId = "s2" });
        await caller.ReportAsync(ReportKind.Start, 0, name: "s2", begin: 600);
        await caller.ReportAsync(ReportKind.Stop, 60, name: "s2", begin: 600);
        Assert.Equal(["3 0 0", "3 227 4", "3 60 1"], (await caller.SessionsAsync()).Order());
        await caller.CheckAsync(5);
    }

    [Fact]
    public async Task A_report_of_an_ended_session_is_right_wherever_its_grains_are_now()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Stop, 100, token);

        for (var round = 0; round < 4; round++)
        {
            // The session's grain leaves by itself when the session has ended; the balance's may come back in either silo.
            await silos.Cluster.DeactivateAsync(caller.Balance).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            await caller.ReportAsync(ReportKind.Stop, 100, token, from: silos.From(round % 2));
            await caller.ReportAsync(ReportKind.Interim, 60, token, from: silos.From(round % 2));
            await caller.CheckAsync(8);
        }

        // It went on longer than the first Stop said: a second part.
        await caller.ReportAsync(ReportKind.Stop, 150, token);
        await caller.ReportAsync(ReportKind.Stop, 150, token);
        await caller.CheckAsync(7);
        Assert.Equal(2, await silos.Book.ReadAsync<long>("select count(*) from xdr where session_id = $1", token));
    }

    [Fact]
    public async Task Holds_survive_the_loss_of_the_balance_s_grain()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Interim, 60, token);

        await silos.Cluster.DeactivateAsync(caller.Balance).WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal((10m, 3m, 6m), await caller.FundsAsync());
        await caller.ReportAsync(ReportKind.Stop, 120, token);
        await caller.CheckAsync(8);
    }

    [Fact]
    public async Task Reports_that_race_from_both_silos_cost_the_highest()
    {
        var caller = await silos.CallerAsync(funds: 1_000);
        var tokens = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray();
        await Task.WhenAll(tokens.Select((token, i) => caller.AuthorizeAsync(token, from: silos.From(i % 2))));

        await Task.WhenAll(tokens.SelectMany((token, i) => new[] { 60, 240, 180, 240, 120, 300 }.Select((seconds, j) =>
            caller.ReportAsync(ReportKind.Interim, seconds, token, $"n{i}", from: silos.From(j % 2)))));
        await Task.WhenAll(tokens.SelectMany((token, i) => new[] { 0, 1 }.Select(silo =>
            caller.ReportAsync(ReportKind.Stop, 300, token, $"n{i}", from: silos.From(silo)))));

        await caller.CheckAsync(1_000 - 10 * 5);
        Assert.Equal(10, await silos.Book.ReadAsync<long>("select count(*) from xdr where balance_id = $1", caller.BalanceId));
    }

    [Fact]
    public async Task A_gateway_that_gives_a_name_again_and_returns_our_token_is_understood()
    {
        var caller = await silos.CallerAsync();

        for (var i = 0; i < 3; i++)
        {
            var token = Guid.CreateVersion7();
            await caller.AuthorizeAsync(token, at: i * 600);
            await caller.ReportAsync(ReportKind.Start, 0, token, "0001", begin: i * 600);
            await caller.ReportAsync(ReportKind.Stop, 100, token, "0001", begin: i * 600);
        }

        await caller.CheckAsync(10 - 3 * 2);
        Assert.Equal(["3 100 2", "3 100 2", "3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task A_released_session_that_starts_late_may_have_a_name_that_was_used_before()
    {
        var caller = await silos.CallerAsync(funds: 20);
        var (second, third) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await caller.ReportAsync(ReportKind.Stop, 100, name: "0001"); // found by its name
        await caller.AuthorizeAsync(second, at: 600);
        await caller.ReportAsync(ReportKind.Stop, 100, second, "0001", begin: 600); // found by our token
        await caller.AuthorizeAsync(third, at: 1_200);
        Assert.True(await silos.Grains.GetGrain<ISessionGrain>(third).CloseAsync(
            new(ClosingReason.Silence, caller.Start + Duration.FromSeconds(1_200), Instant.MaxValue)));

        await caller.ReportAsync(ReportKind.Start, 0, third, "0001", begin: 1_500);
        await caller.ReportAsync(ReportKind.Stop, 100, third, "0001", begin: 1_500);

        await caller.CheckAsync(20 - 3 * 2);
        Assert.Equal(["3 100 2", "3 100 2", "3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task A_gateway_that_asks_again_with_the_session_s_name_is_answered_again()
    {
        var caller = await silos.CallerAsync();
        var (lost, token) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(lost)).Result);
        Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(token, at: 1)).Result);
        await caller.ReportAsync(ReportKind.Stop, 100, token, "0001");

        await caller.CheckAsync(8, available: 5); // the first hold is given back when it has waited long enough
    }

    [Fact]
    public async Task A_token_of_several_sessions_is_the_first_one_s()
    {
        var caller = await silos.CallerAsync(funds: 20);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);

        await caller.ReportAsync(ReportKind.Start, 0, token, "a");
        await caller.ReportAsync(ReportKind.Start, 0, token, "b");
        await caller.ReportAsync(ReportKind.Stop, 60, token, "b");
        await caller.ReportAsync(ReportKind.Stop, 120, token, "a");
        await caller.ReportAsync(ReportKind.Stop, 60, token, "b");

        await caller.CheckAsync(20 - 2 - 1);
    }

    [Fact]
    public async Task A_token_that_was_never_written_is_known_by_its_name()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();

        await caller.ReportAsync(ReportKind.Interim, 60, token);
        await caller.ReportAsync(ReportKind.Stop, 100, token);

        await caller.CheckAsync(8);
        Assert.Equal(["3 100 2"], await caller.SessionsAsync());
    }

    [Theory]
    [InlineData("voice", "900123", AccessResult.Forbidden)]
    [InlineData("television", null, AccessResult.NoService)]
    public async Task A_refusal_says_why_and_holds_nothing(string service, string? called, AccessResult result)
    {
        var caller = await silos.CallerAsync();

        var reply = await caller.AuthorizeAsync(Guid.CreateVersion7(), called: called, service: service);

        Assert.Equal(result, reply.Result);
        await caller.CheckAsync(10);
    }

    [Fact]
    public async Task A_lost_session_goes_on_only_by_what_is_new()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Interim, 100, token);
        var closed = await silos.Grains.GetGrain<ISessionGrain>(token).CloseAsync(
            new(ClosingReason.Silence, caller.Start + Duration.FromSeconds(100), Instant.MaxValue));
        Assert.True(closed);
        await caller.CheckAsync(8);

        await caller.ReportAsync(ReportKind.Interim, 100, token);
        Assert.Equal(["4 100 2"], await caller.SessionsAsync());
        await caller.ReportAsync(ReportKind.Interim, 160, token);
        Assert.Equal(["2 160 3"], await caller.SessionsAsync());
        Assert.Equal((8m, 3m, 4m), await caller.FundsAsync());
        await caller.ReportAsync(ReportKind.Stop, 200, token);

        await caller.CheckAsync(6);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(400)] // its time has come by our clock too
    public async Task A_lost_session_does_not_go_on_by_what_a_clock_that_is_ahead_says_again_late(int arrival)
    {
        const int Ahead = 240;
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(Said(100, 100), token: token);
        await silos.Grains.GetGrain<ISessionGrain>(token).CloseAsync(
            new(ClosingReason.Silence, caller.Start + Duration.FromSeconds(100), Instant.MaxValue));

        await caller.ReportAsync(Said(100, arrival), token: token);
        Assert.Equal(["4 100 2"], await caller.SessionsAsync());
        await caller.ReportAsync(Said(420, 420), token: token);
        Assert.Equal(["2 420 7"], await caller.SessionsAsync());

        UsageReport Said(long seconds, int arrival)
        {
            var (theirs, ours) = (caller.Start + Duration.FromSeconds(seconds + Ahead), caller.Start + Duration.FromSeconds(arrival));

            return caller.Report(ReportKind.Interim, seconds) with
            {
                EventAt = Instant.Min(theirs, ours),
                GatewayAt = theirs > ours ? theirs : null,
                ArrivedAt = ours,
            };
        }
    }
}
