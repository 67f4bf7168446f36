using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;

namespace Billing.Grains.Tests.Balances;

public sealed class BalanceTests(TwoSilos silos)
{
    [Fact]
    public async Task A_balance_that_another_writer_moved_on_fails_once_and_is_read_again()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await silos.Book.ExecuteAsync(
            "update balance set version = version + 1, credit_limit = 5 where balance_id = $1", caller.BalanceId);

        await Assert.ThrowsAnyAsync<Exception>(() => caller.ReportAsync(ReportKind.Interim, 60, token));
        Assert.Equal(["1 0 0"], await caller.SessionsAsync());
        await caller.ReportAsync(ReportKind.Interim, 60, token);

        Assert.Equal((10m, 3m, 11m), await caller.FundsAsync());
        await caller.ReportAsync(ReportKind.Stop, 60, token);
        await caller.CheckAsync(9, available: 14);
    }

    [Fact]
    public async Task Calls_that_wait_on_a_stale_balance_all_fail_and_repeated_are_all_right()
    {
        var caller = await silos.CallerAsync(funds: 1_000);
        var tokens = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToArray();
        await Task.WhenAll(tokens.Select(token => caller.AuthorizeAsync(token)));

        for (var round = 1; round <= 5; round++)
        {
            await silos.Book.ExecuteAsync("update balance set version = version + 1 where balance_id = $1", caller.BalanceId);
            var failed = (await Task.WhenAll(tokens.Select((token, i) => TryAsync(token, i, round * 60)))).Count(failed => failed);
            Assert.True(failed > 0);

            while (failed > 0)
            {
                failed = (await Task.WhenAll(tokens.Select((token, i) => TryAsync(token, i, round * 60)))).Count(failed => failed);
            }
        }

        await Task.WhenAll(tokens.Select((token, i) => caller.ReportAsync(ReportKind.Stop, 300, token, $"n{i}")));
        await caller.CheckAsync(1_000 - 30 * 5);

        async Task<bool> TryAsync(Guid token, int i, long seconds)
        {
            try
            {
                await caller.ReportAsync(ReportKind.Interim, seconds, token, $"n{i}");

                return false;
            }
            catch (Exception)
            {
                return true;
            }
        }
    }

    [Theory]
    [InlineData(ReportKind.Interim)]
    [InlineData(ReportKind.Stop)]
    public async Task A_charge_whose_commit_reply_was_lost_is_charged_once(ReportKind kind)
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        silos.Faults.LoseAnswers(caller.BalanceId);

        await Assert.ThrowsAnyAsync<Exception>(() => caller.ReportAsync(kind, 100, token));
        await caller.ReportAsync(kind, 100, token);
        await caller.ReportAsync(ReportKind.Stop, 100, token);

        await caller.CheckAsync(8);
        Assert.Equal(["3 100 2"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task An_authorisation_whose_reply_was_lost_holds_until_it_is_released()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        silos.Faults.LoseAnswers(caller.BalanceId);

        await Assert.ThrowsAnyAsync<Exception>(() => caller.AuthorizeAsync(token));

        Assert.Equal((10m, 3m, 7m), await caller.FundsAsync());
        Assert.True(await silos.Grains.GetGrain<ISessionGrain>(token).CloseAsync(
            new(ClosingReason.Silence, caller.Start, NodaTime.Instant.MaxValue)));
        await caller.CheckAsync(10);
    }

    [Fact]
    public async Task A_report_that_read_an_ended_session_before_another_settled_it_charges_nothing()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Stop, 100, token);
        var slow = new TaskCompletionSource();
        silos.Faults.Delay(token, slow.Task);

        // The first reads the row and hears of it late; meanwhile the second settles the same usage.
        var first = caller.Balance.ReportAsync(caller.SessionReport(token, 150, SessionState.Ended)).AsTask();
        await Office.UntilAsync(() => Task.FromResult(!silos.Faults.IsToCome(token)), "the first reads");
        await caller.Balance.ReportAsync(caller.SessionReport(token, 150, SessionState.Ended));
        slow.SetResult();
        await first;

        await caller.CheckAsync(7);
        Assert.Equal(2, await silos.Book.ReadAsync<long>("select count(*) from xdr where session_id = $1", token));
    }

    [Fact]
    public async Task Fifty_at_once_get_no_more_sessions_than_the_product_allows()
    {
        var caller = await silos.CallerAsync(funds: 10_000, maxSessions: 3);

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            caller.AuthorizeAsync(Guid.CreateVersion7(), from: silos.From(i % 2))));

        Assert.Equal(3, replies.Count(reply => reply.Result is AccessResult.Granted));
        Assert.Equal(47, replies.Count(reply => reply.Result is AccessResult.TooManySessions));
        await caller.CheckAsync(10_000, available: 10_000 - 9);
    }

    [Fact]
    public async Task Fifty_at_once_never_get_the_same_money()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var tokens = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToArray();

        var replies = await Task.WhenAll(tokens.Select((token, i) => caller.AuthorizeAsync(token, from: silos.From(i % 2))));

        var granted = tokens.Zip(replies).Where(pair => pair.Second.Result is AccessResult.Granted).ToList();
        Assert.Equal([60L, 180, 180, 180], granted.Select(pair => pair.Second.GrantedUnits).Order());
        await caller.CheckAsync(10, available: 0);
        await Task.WhenAll(granted.Select((pair, i) =>
            caller.ReportAsync(ReportKind.Stop, pair.Second.GrantedUnits, pair.First, $"n{i}", from: silos.From(i % 2))));
        await caller.CheckAsync(0);
    }

    [Fact]
    public async Task A_tariff_of_another_currency_prices_nothing()
    {
        var caller = await silos.CallerAsync();
        // Configuration refuses it; should it be there all the same, nothing is charged in the wrong currency.
        await silos.Book.ExecuteAsync("alter table balance disable trigger balance_currency");
        await silos.Book.ExecuteAsync("update balance set currency = 'EUR' where balance_id = $1", caller.BalanceId);
        await silos.Book.ExecuteAsync("alter table balance enable trigger balance_currency");

        Assert.Equal(AccessResult.NoRate, (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);
        await caller.ReportAsync(ReportKind.Stop, 100);

        await caller.CheckAsync(10);
        Assert.Equal(["3 100 0"], await caller.SessionsAsync());
    }

    [Fact]
    public async Task A_balance_that_does_not_exist_is_shown_as_none_and_may_come_later()
    {
        var grain = silos.Grains.GetGrain<Contracts.Balances.IBalanceGrain>(77_000_001);

        Assert.Null(await grain.ShowAsync());
    }
}
