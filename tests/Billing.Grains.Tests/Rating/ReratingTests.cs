using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Exports;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Core.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Rating;

/// <summary>Many records priced again: a dry run, then its targets, each once, whatever fails in between.</summary>
public sealed class ReratingTests(TwoSilos silos)
{
    [Fact]
    public async Task A_dry_run_finds_what_differs_and_two_jobs_post_it_once()
    {
        var (caller, tariff) = await UsedAsync(calls: 3);
        await MendAsync(caller, tariff, "*", 0.25m);
        var (first, second) = (await ReviewAsync(caller), await ReviewAsync(caller, "1", silos.From(1)));
        Assert.Equal((3, 0, 3, 0, true), (first.Looked, first.Equal, first.Different, first.Problems, first.IsPostable));
        Assert.Equal(0, second.Different); // another destination's
        second = await ReviewAsync(caller);
        Assert.Equal(4m, await silos.Book.PostedAsync(caller.BalanceId));

        await Task.WhenAll(PostAsync(first.Key, 0), PostAsync(second.Key, 1), PostAsync(first.Key, 1));

        await caller.CheckAsync(8.5m);
        Assert.Equal(3, await silos.Book.ReadAsync<int>("select count(*)::int from ledger_entry where balance_id = $1 and reason = 9", caller.BalanceId));
        var rows = await RowsAsync(first.Key);
        Assert.Equal([(1m, 0.25m), (2m, 0.5m), (3m, 0.75m)], rows.Select(row => (row.Was, row.Becomes!.Value)).Order());
        Assert.All(rows, row => Assert.Equal(("*: 60/60 at 1.00", "*: 60/60 at 0.25", true), (row.Before, row.After, row.Posted is not null)));
        var total = Assert.Single(await Query.TotalsAsync(first.Key, CancellationToken.None));
        Assert.Equal((3, 6m, 1.5m, 4.5m, 0m), (total.Records, total.Was, total.Becomes, total.Back, total.More));
        Assert.Equal((3, 3, 0), (await ReviewAsync(caller)) is var again ? (again.Looked, again.Equal, again.Different) : default);
        Assert.Equal("rerate rerate-post", await silos.Book.ReadAsync<string>(
            "select string_agg(action, ' ' order by at) from audit_log where entity_kind = 'rerating' and entity_id = $1", first.Key));
    }

    [Fact]
    public async Task What_was_interrupted_goes_on_with_the_next_look_and_targets_rule()
    {
        var (caller, tariff) = await UsedAsync(calls: 3);
        await MendAsync(caller, tariff, "*", 2);
        var view = await ReviewAsync(caller);

        // One is corrected by hand meanwhile, and the rate changes once more.
        var by = (await RowsAsync(view.Key)).Single(row => row.Was == 3);
        await caller.Balance.CorrectAsync(new("by-hand-" + view.Key, by.SessionId, by.Part, 0, null, null));
        await MendAsync(caller, tariff, "*", 7, daysAgo: 1, isWaitedFor: false);
        silos.Faults.LoseAnswers(caller.BalanceId, 2);
        view = await PostAsync(view.Key, 0);

        Assert.Equal((3, 0), (view.Posted, view.Failed));
        Assert.Equal([-6m, -2m, -1m], (await RowsAsync(view.Key)).Select(row => row.Posted!.Value).Order());
        await caller.CheckAsync(-2);
    }

    [Fact]
    public async Task What_is_refunded_after_the_dry_run_is_not_taken_again()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var tariff = await silos.Book.AddTariffAsync($"Messages {Guid.NewGuid():n}", Unit.Event, 1, 0.5m);
        var accountId = await silos.Book.AddAccountAsync($"sms{Guid.NewGuid():n}", caller.BalanceId, tariff, "messages", Unit.Event);
        var order = new EventOrder($"{Guid.NewGuid():n}", "messages", "1212", 4);
        await silos.Grains.GetGrain<IAccountGrain>(accountId).ChargeAsync(order);
        var session = await silos.Book.ReadAsync<Guid>("select session_id from operation where operation_id = $1", order.OperationId);
        await caller.Balance.RefundAsync(new($"{Guid.NewGuid():n}", order.OperationId, 0.25m));
        await silos.Book.ExecuteAsync(
            """
            with next as (update tariff set version = version + 1 where tariff_id = $1 returning version)
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            select $1, version, '*', now() - interval '2 days', 0, 0, 1, '[{"length": 1, "price": 0.4}]' from next
            """,
            tariff);
        RerateView? seen = null;
        await Office.UntilAsync(async () => (seen = await silos.Grains.GetGrain<IRerateGrain>(0).PriceAsync(session, 1))!.Becomes == 1.35m, "the new price");
        ReratingView? view = null;
        await Office.UntilAsync(
            async () => (view = await ReviewAsync(accountId, caller.Start)).Different == 1
                && (await RowsAsync(view.Key)).Single() is { Was: 1.75m, Becomes: 1.35m },
            "the silo of the job has the new price");

        await caller.Balance.RefundAsync(new($"{Guid.NewGuid():n}", order.OperationId, 1));
        view = await PostAsync(view!.Key, 0);

        Assert.Equal((1, 0, 0.4m), (view.Posted, view.Failed, (await RowsAsync(view.Key)).Single().Posted));
        await caller.CheckAsync(10 - 0.35m);

        // One alone has the same time between its look and its word.
        Assert.Equal(0m, (await caller.Balance.CorrectAsync(new($"{Guid.NewGuid():n}", session, 1, seen!.Becomes!.Value, null, null) { Refunded = seen.Refunded })).Amount);
    }

    [Fact]
    public async Task What_was_interrupted_while_nobody_looks_goes_on_with_the_next_sweep()
    {
        var (caller, tariff) = await UsedAsync(calls: 3);
        await MendAsync(caller, tariff, "*", 2);
        var view = await ReviewAsync(caller);
        silos.Faults.LoseAnswers(caller.BalanceId, 1);
        await silos.From(0).GetGrain<IReratingGrain>(view.Key).PostAsync(new("dana", "mended"));
        await Office.UntilAsync(() => Task.FromResult(!silos.Faults.WillLose(caller.BalanceId)), "the failure");

        var sweeper = silos.Grains.GetGrain<IDueChangesGrain>(0);
        await Office.UntilAsync(
            async () =>
            {
                await silos.Cluster.DeactivateAsync(sweeper); // it may look again at once
                await sweeper.SweepAsync();

                return await silos.Book.ReadAsync<bool>("select ended_at is not null from rerating where rerating_id = $1", view.Key);
            },
            "the job has ended");

        await caller.CheckAsync(-2);
        Assert.Equal(3, await silos.Book.ReadAsync<int>("select posted from rerating where rerating_id = $1", view.Key));
    }

    [Fact]
    public async Task What_cannot_be_priced_is_told_and_stays_and_what_was_unrated_gets_its_price()
    {
        var (caller, tariff) = await UsedAsync(calls: 1, "1", "9");
        await CallAsync(caller, 60, "900");
        await caller.ReportAsync(caller.Report(ReportKind.Stop, 60, "unrated") with { CalledParty = "4912" }); // no rate for it yet
        await MendAsync(caller, tariff, "900", 0, status: RateStatus.Forbidden, isWaitedFor: false);
        await MendAsync(caller, tariff, "49", 0.5m);

        var view = await ReviewAsync(caller);

        Assert.Equal((3, 1, 1, 1), (view.Looked, view.Equal, view.Different, view.Problems));
        view = await PostAsync(view.Key, 0);
        Assert.Equal((1, 0), (view.Posted, view.Failed));
        Assert.Equal(RerateProblem.Forbidden, Assert.Single((await Query.RowsAsync(new(view.Key, OnlyProblems: true), new(), CancellationToken.None)).Rows).Problem);
    }

    [Fact]
    public async Task A_record_that_cannot_be_priced_however_often_it_is_tried_ends_the_dry_run()
    {
        var (caller, _) = await UsedAsync(calls: 1);
        await silos.Book.ExecuteAsync("update xdr set rate_id = -1 where balance_id = $1", caller.BalanceId); // there is none

        var view = await ReviewAsync(caller);

        Assert.Equal("it failed, and nothing was changed: a record could not be priced", view.Problem);
    }

    [Fact]
    public async Task A_period_that_is_none_begins_nothing()
    {
        var job = silos.Grains.GetGrain<IReratingGrain>($"rerate-{Guid.NewGuid():N}");
        var now = SystemClock.Instance.GetCurrentInstant();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => job.StartAsync(new(ExportFilter.Write(new XdrFilter(now, now)), "dana")));
        Assert.Null(await job.GetAsync());
        Assert.Null(await job.PostAsync(new("dana", "why")));
    }

    private IReratingQuery Query => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IReratingQuery>();

    private async Task<(Caller Caller, long Tariff)> UsedAsync(int calls, string destination = "*", string? other = null)
    {
        var tariff = await silos.Book.AddTariffAsync($"Rerated {Guid.NewGuid():n}", Unit.Second, 60, 1, async tariffId =>
        {
            await silos.Book.ExecuteAsync("update rate set destination = $2 where tariff_id = $1", tariffId, destination);

            if (other is not null)
            {
                await silos.Book.AddRateAsync(tariffId, other, 60, 1);
            }
        });
        var caller = await silos.CallerAsync(funds: 10, tariffId: tariff);

        for (var i = 1; i <= calls; i++)
        {
            await CallAsync(caller, 60 * i, "1212");
        }

        return (caller, tariff);
    }

    private static async Task CallAsync(Caller caller, long seconds, string called)
    {
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token, called);
        await caller.ReportAsync(ReportKind.Stop, seconds, token, token.ToString("n"));
    }

    private Task<ReratingView> ReviewAsync(Caller caller, string? destination = null, IGrainFactory? from = null) =>
        ReviewAsync(caller.Account.AccountId, caller.Start, destination, from);

    private async Task<ReratingView> ReviewAsync(long accountId, Instant at, string? destination = null, IGrainFactory? from = null)
    {
        var job = (from ?? silos.Grains).GetGrain<IReratingGrain>($"rerate-{Guid.NewGuid():N}");
        var filter = new XdrFilter(
            at - Duration.FromDays(1), at + Duration.FromDays(1), AccountId: accountId, Destination: destination);
        await job.StartAsync(new(ExportFilter.Write(filter), "dana"));

        return await AtRestAsync(job);
    }

    private async Task<ReratingView> PostAsync(string key, int silo)
    {
        var job = silos.From(silo).GetGrain<IReratingGrain>(key);
        await job.PostAsync(new("dana", "mended"));

        return await AtRestAsync(job);
    }

    private static async Task<ReratingView> AtRestAsync(IReratingGrain job)
    {
        ReratingView? view = null;
        await Office.UntilAsync(async () => (view = await job.GetAsync()) is { IsAtRest: true }, "the job is at rest");

        return view!;
    }

    private async Task<IReadOnlyList<ReratingRow>> RowsAsync(string key) => (await Query.RowsAsync(new(key), new(), CancellationToken.None)).Rows;

    private async Task MendAsync(
        Caller caller, long tariff, string destination, decimal price, int daysAgo = 2, RateStatus status = RateStatus.Active, bool isWaitedFor = true)
    {
        await silos.Book.ExecuteAsync(
            """
            with next as (update tariff set version = version + 1 where tariff_id = $1 returning version)
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            select $1, version, $2, $3, $4, 0, 60, jsonb_build_array(jsonb_build_object('length', 60, 'price', $5::numeric)) from next
            """,
            tariff,
            destination,
            (caller.Start - Duration.FromDays(daysAgo)).ToDateTimeUtc(),
            (int)status,
            price);

        if (isWaitedFor)
        {
            var catalogs = silos.Cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<Billing.Grains.Tariffs.TariffCatalog>()).ToArray();
            await Office.UntilAsync(
                async () => (await Task.WhenAll(catalogs.Select(one => one.GetAsync(tariff).AsTask()))).All(one => one?.Find(destination, caller.Start)?.Rate.Ladder.Intervals[0].Price == price),
                "both silos have the rate");
        }
    }
}
