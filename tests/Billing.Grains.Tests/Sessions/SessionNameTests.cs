using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Grains.Tests.Sessions;

/// <summary>Gateways that do not return our token.</summary>
public sealed class SessionNameTests(TwoSilos silos)
{
    [Fact]
    public async Task A_session_without_a_token_uses_the_hold_that_was_made_for_it()
    {
        var caller = await silos.CallerAsync();
        await caller.AuthorizeAsync(Guid.CreateVersion7());
        Assert.Equal((10m, 3m, 7m), await caller.FundsAsync());

        await caller.ReportAsync(ReportKind.Start, 0);
        Assert.Equal((10m, 3m, 7m), await caller.FundsAsync());
        await caller.ReportAsync(ReportKind.Stop, 100);

        await caller.CheckAsync(8);
        Assert.Equal(["3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task Several_at_once_claim_one_hold_each()
    {
        var caller = await silos.CallerAsync(funds: 100);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => caller.AuthorizeAsync(Guid.CreateVersion7())));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => caller.ReportAsync(ReportKind.Start, 0, name: $"c{i}", from: silos.From(i % 2))));
        Assert.Equal((100m, 18m, 82m), await caller.FundsAsync());
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => caller.ReportAsync(ReportKind.Stop, 60, name: $"c{i}", from: silos.From(i % 2))));

        await caller.CheckAsync(94);
        Assert.Equal(6, (await caller.SessionsAsync()).Length);
    }

    [Fact]
    public async Task A_name_that_is_given_again_is_another_session_and_late_reports_find_their_own()
    {
        var caller = await silos.CallerAsync();

        await caller.ReportAsync(ReportKind.Start, 0);
        await caller.ReportAsync(ReportKind.Stop, 100);
        await caller.ReportAsync(ReportKind.Start, 0, begin: 600);
        await caller.ReportAsync(ReportKind.Interim, 60, begin: 600);

        // Of the first: its Stop again, and one that says that it was longer.
        await caller.ReportAsync(ReportKind.Stop, 100);
        await caller.ReportAsync(ReportKind.Stop, 130);
        await caller.ReportAsync(ReportKind.Stop, 60, begin: 600);

        await caller.CheckAsync(10 - 3 - 1);
        Assert.Equal(["3 130 3", "3 60 1"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task What_a_clock_that_is_ahead_says_late_is_of_its_own_session_though_another_began_when_it_seems_to_have()
    {
        const int Ahead = 240;
        var caller = await silos.CallerAsync();
        await ReportAsync(ReportKind.Start, 0);
        await ReportAsync(ReportKind.Stop, 60);
        await ReportAsync(ReportKind.Start, 0, begin: Ahead);
        await ReportAsync(ReportKind.Interim, 30, begin: Ahead);

        await caller.ReportAsync(ReportKind.Stop, 90, begin: Ahead); // of the first: it was longer
        await ReportAsync(ReportKind.Stop, 60, begin: Ahead);

        await caller.CheckAsync(10 - 2 - 1);
        Assert.Equal(["3 90 2", "3 60 1"], await caller.SessionsAsync());

        Task<ReportReply> ReportAsync(ReportKind kind, long seconds, long begin = 0)
        {
            var report = caller.Report(kind, seconds, begin: begin);

            return caller.ReportAsync(report with { GatewayAt = report.EventAt + Duration.FromSeconds(Ahead) });
        }
    }

    [Fact]
    public async Task A_name_is_given_again_after_its_first_session_was_removed()
    {
        const int Past = -46 * 86_400;
        var caller = await silos.CallerAsync();
        await caller.ReportAsync(ReportKind.Start, 0, begin: Past);
        await caller.ReportAsync(ReportKind.Stop, 100, begin: Past);
        await caller.ReportAsync(ReportKind.Start, 0);
        await caller.ReportAsync(ReportKind.Stop, 100);
        await silos.Book.ExecuteAsync("insert into session_purge (ended_before) values (now() - interval '45 days') on conflict do nothing");
        Assert.Equal(1, await silos.Book.ExecuteAsync("delete from session where balance_id = $1 and ended_at < now() - interval '45 days'", caller.BalanceId));
        await silos.Cluster.DeactivateAsync(silos.Grains.GetGrain<ISessionNameGrain>($"{caller.NodeId}/s1")).WaitAsync(
            TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await caller.ReportAsync(ReportKind.Start, 0, begin: 600);
        await caller.ReportAsync(ReportKind.Stop, 100, begin: 600);

        await caller.CheckAsync(10 - 3 * 2);
        Assert.Equal(["3 100 2", "3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task A_start_that_is_repeated_without_its_time_is_the_same_session()
    {
        var caller = await silos.CallerAsync();

        await caller.ReportAsync(ReportKind.Start, 0, timed: false);
        await caller.ReportAsync(ReportKind.Stop, 100, timed: false);
        await caller.ReportAsync(ReportKind.Start, 0, begin: 600, timed: false);
        await caller.ReportAsync(ReportKind.Stop, 100, begin: 600, timed: false);

        await caller.CheckAsync(8);
        Assert.Equal(["3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task One_name_at_two_gateways_is_two_sessions()
    {
        var (here, there) = (await silos.CallerAsync(), await silos.CallerAsync());

        await here.ReportAsync(ReportKind.Stop, 60, name: "same");
        await there.ReportAsync(ReportKind.Stop, 120, name: "same");

        await here.CheckAsync(9);
        await there.CheckAsync(8);
    }

    [Fact]
    public async Task Reports_with_and_without_our_token_that_race_are_of_one_session()
    {
        for (var round = 0; round < 10; round++)
        {
            var caller = await silos.CallerAsync();
            var token = Guid.CreateVersion7();
            await caller.AuthorizeAsync(token);

            await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                var reports = new[] { (ReportKind.Start, 0), (ReportKind.Interim, 60), (ReportKind.Stop, 100) };

                foreach (var (kind, seconds) in reports.Skip(i % 3).Concat(reports.Take(i % 3)))
                {
                    await caller.ReportAsync(kind, seconds, i % 2 == 0 ? token : null, timed: false, from: silos.From(i / 2 % 2));
                }
            }));

            await caller.CheckAsync(8);
            Assert.Equal(["3 100 2"], await caller.SessionsAsync());
        }
    }

    [Theory]
    [InlineData(ReportKind.Interim)]
    [InlineData(ReportKind.Stop)]
    public async Task A_hold_that_its_own_session_takes_while_another_one_claims_it_is_no_session_of_both(ReportKind kind)
    {
        var caller = await silos.CallerAsync(funds: 100);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        var meanwhile = new TaskCompletionSource();
        silos.Faults.Delay(token, meanwhile.Task);

        var other = caller.ReportAsync(ReportKind.Stop, 100, name: "without");
        await Office.UntilAsync(() => Task.FromResult(!silos.Faults.IsToCome(token)), "the hold's row is not read");
        await caller.ReportAsync(kind, 100, token, name: "with");
        meanwhile.SetResult();
        await other;
        await caller.ReportAsync(ReportKind.Stop, 100, token, name: "with");

        await caller.CheckAsync(100 - 2 - 2);
        Assert.Equal(["3 100 2", "3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task A_report_of_another_name_by_a_program_that_knows_no_refusal_is_not_answered()
    {
        var caller = await silos.CallerAsync(funds: 100);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Interim, 100, token, name: "with");
        var now = SystemClock.Instance.GetCurrentInstant();
        var report = new SessionReport
        {
            SessionId = token,
            State = SessionState.Ended,
            EventAt = now,
            HeardAt = now,
            StartedAt = now,
            DurationSeconds = 500,
            AcctSessionId = "without",
        };
        var balance = silos.Grains.GetGrain<IBalanceGrain>(caller.BalanceId);

        await Assert.ThrowsAsync<InvalidOperationException>(() => balance.ReportAsync(report).AsTask());
        Assert.True((await balance.ReportAsync(report with { KnowsOther = true })).IsOther);
        Assert.Equal(["2 100 2"], await caller.SessionsAsync());
    }

    // The first claim's answer was lost on the way, or what followed it failed.
    [Fact]
    public async Task A_hold_that_is_claimed_again_for_the_same_name_is_that_names()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        var claim = new SessionClaim(caller.Account.AccountId, caller.NodeId, "voice", null, "s1", []);

        Assert.Equal(token, await caller.Balance.ClaimAsync(claim));
        Assert.Null(await caller.Balance.ClaimAsync(claim with { AcctSessionId = "s2" }));
        Assert.Null(await caller.Balance.ClaimAsync(claim with { Others = [token] }));
        Assert.Equal(token, await caller.Balance.ClaimAsync(claim));

        await caller.ReportAsync(ReportKind.Start, 0);
        Assert.Equal((10m, 3m, 7m), await caller.FundsAsync());
        await caller.ReportAsync(ReportKind.Stop, 100);
        await caller.CheckAsync(8);
        Assert.Equal(["3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task Usage_of_nobody_we_know_is_kept_and_answered()
    {
        var caller = await silos.CallerAsync();
        var report = caller.Report(ReportKind.Stop, 100) with { UserName = "nobody" };

        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(report));
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(report));

        Assert.Equal(2, await silos.Book.ReadAsync<int>("select reports from suspense_usage where node_id = $1", caller.NodeId));
        await caller.CheckAsync(10);
    }

    [Fact]
    public async Task Usage_that_no_rate_prices_is_recorded_and_free()
    {
        var caller = await silos.CallerAsync();
        await silos.Book.ExecuteAsync(
            "insert into tariff (tariff_id, name, currency, unit, version) values ($1, 'empty ' || $1, 'USD', 1, 1)", 1_000_000 + caller.BalanceId);
        await silos.Book.ExecuteAsync(
            "update product_service set tariff_id = $1 where product_id = (select product_id from account where account_id = $2)",
            1_000_000 + caller.BalanceId,
            caller.Account.AccountId);
        await silos.Cluster.DeactivateAsync(silos.Grains.GetGrain<Contracts.Accounts.IAccountGrain>(caller.Account.AccountId));

        await caller.ReportAsync(ReportKind.Interim, 60);
        await caller.ReportAsync(ReportKind.Stop, 100);

        await caller.CheckAsync(10);
        Assert.Equal(["3 100 0"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task A_first_report_whose_answer_was_lost_does_not_lock_its_name()
    {
        var caller = await silos.CallerAsync();
        silos.Faults.LoseAnswers(caller.BalanceId);

        await Assert.ThrowsAnyAsync<Exception>(() => caller.ReportAsync(ReportKind.Interim, 60));
        await caller.ReportAsync(ReportKind.Interim, 60);
        await caller.ReportAsync(ReportKind.Stop, 100);

        await caller.CheckAsync(8);
        Assert.Equal(["3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task First_reports_of_one_name_that_race_from_both_silos_open_one_session()
    {
        var caller = await silos.CallerAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => caller.ReportAsync(ReportKind.Interim, 60, from: silos.From(i % 2))));
        await caller.ReportAsync(ReportKind.Stop, 60);

        await caller.CheckAsync(9);
        Assert.Equal(["3 60 1"], await caller.SessionsAsync());
    }
}
