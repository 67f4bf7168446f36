using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Contracts.Sessions;
using Billing.Core.Allowances;
using Billing.Core.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Balances;

/// <summary>Reverted and re-rated usage on two silos and a real database; 1.00 a minute.</summary>
public sealed class CorrectionTests(TwoSilos silos)
{
    private static string Id() => Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Whoever_asks_how_often_for_one_target_a_record_is_corrected_once()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var call = await CallAsync(caller, 240);
        var order = new CorrectionOrder(Id(), call, 1, 1.5m, "wrong tariff", "dana");

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => silos.From(i % 2).GetGrain<IBalanceGrain>(caller.BalanceId)
            .CorrectAsync(order with { OperationId = i < 4 ? order.OperationId : Id() }).AsTask()));

        Assert.All(replies, reply => Assert.Equal(OperationResult.Done, reply.Result));
        Assert.Equal(2.5m, replies.Where(reply => !reply.WasDoneBefore).Sum(reply => reply.Amount));
        Assert.Equal(OperationResult.OtherOrder, (await caller.Balance.CorrectAsync(order with { Target = 2 })).Result);
        Assert.Equal(-0.5m, (await caller.Balance.CorrectAsync(order with { OperationId = Id(), Target = 2 })).Amount);
        Assert.True((await caller.Balance.CorrectAsync(order)).WasDoneBefore); // said again later it does not set the cost back
        await caller.CheckAsync(8);

        var log = await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IAuditLogQuery>().PageAsync(
            new("dana", EntityKinds.Balance, $"{caller.BalanceId}"), null, 10, CancellationToken.None);
        Assert.Equal(
            [$"correct -0.50 USD of record {call}/1, balance {caller.BalanceId}", $"correct 2.50 USD of record {call}/1, balance {caller.BalanceId}"],
            log.Where(one => !one.Sentence.StartsWith("correct of", StringComparison.Ordinal)).Select(one => one.Sentence));
        Assert.Contains("\"cost\": 1.5", log[0].OldJson, StringComparison.Ordinal);
        Assert.Contains("\"cost\": 2", log[0].NewJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_asked_for_again_and_corrected_once()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var call = await CallAsync(caller, 240);
        var order = new CorrectionOrder(Id(), call, 1, 1, null, null);

        silos.Faults.LoseAnswers(caller.BalanceId);
        await Assert.ThrowsAnyAsync<Exception>(() => caller.Balance.CorrectAsync(order).AsTask());
        var reply = await caller.Balance.CorrectAsync(order);

        Assert.Equal((OperationResult.Done, 3m, true), (reply.Result, reply.Amount, reply.WasDoneBefore));
        Assert.Equal(0m, (await caller.Balance.CorrectAsync(order with { OperationId = Id() })).Amount);
        await caller.CheckAsync(9);
    }

    [Fact]
    public async Task A_running_session_is_not_corrected_and_one_that_is_being_charged_neither()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Interim, 60, token);
        Assert.Equal(OperationResult.SessionRuns, (await caller.Balance.RevertAsync(new(Id(), token, null, null))).Result);
        await caller.ReportAsync(ReportKind.Stop, 120, token);

        // A late report charges more while the correction reads what there is.
        var read = new TaskCompletionSource();
        silos.Faults.Delay(token, read.Task);
        var revert = caller.Balance.RevertAsync(new(Id(), token, null, null)).AsTask();
        await Office.UntilAsync(() => Task.FromResult(!silos.Faults.IsToCome(token)), "the revert reads");
        await caller.ReportAsync(ReportKind.Stop, 180, token);
        read.SetResult();

        Assert.Equal(OperationResult.SessionRuns, (await revert).Result);
        var order = new RevertOrder(Id(), token, "no call", null);
        Assert.Equal((OperationResult.Done, 3m), (await caller.Balance.RevertAsync(order) is var reply ? (reply.Result, reply.Amount) : default));
        Assert.True((await caller.Balance.RevertAsync(order)).WasDoneBefore);
        Assert.Equal(OperationResult.GivenBack, (await caller.Balance.RevertAsync(order with { OperationId = Id() })).Result);
        Assert.Equal(OperationResult.GivenBack, (await caller.Balance.CorrectAsync(new(Id(), token, 1, 5, null, null))).Result);
        Assert.Equal("2 reverts", await silos.Book.ReadAsync<string>(
            "select count(*) || ' reverts' from ledger_entry where balance_id = $1 and reason = 9", caller.BalanceId)); // one for each record
        await caller.CheckAsync(10);
    }

    [Fact]
    public async Task What_a_lost_session_used_after_it_was_reverted_can_be_corrected()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Interim, 60, token);
        Assert.True(await silos.Grains.GetGrain<ISessionGrain>(token).CloseAsync(
            new(ClosingReason.Silence, caller.Start + Duration.FromSeconds(60), caller.Start + Duration.FromSeconds(61))));
        Assert.Equal(1m, (await caller.Balance.RevertAsync(new(Id(), token, "no call", null))).Amount);
        var rerate = silos.Grains.GetGrain<IRerateGrain>(0);

        await caller.ReportAsync(ReportKind.Stop, 180, token);

        await caller.CheckAsync(8);
        Assert.Equal(RerateProblem.GivenBack, (await rerate.PriceAsync(token, 1))!.Problem);
        Assert.True((await rerate.PriceAsync(token, 2)) is { Was: 2, IsEqual: true, Problem: null });
        Assert.Equal(OperationResult.GivenBack, (await caller.Balance.CorrectAsync(new(Id(), token, 1, 5, null, null))).Result);
        Assert.Equal(OperationResult.GivenBack, (await caller.Balance.RevertAsync(new(Id(), token, null, null))).Result);
        Assert.Equal(1.5m, (await caller.Balance.CorrectAsync(new(Id(), token, 2, 0.5m, null, null))).Amount);
        await caller.CheckAsync(9.5m);
    }

    [Fact]
    public async Task A_revert_gives_minutes_back_and_corrections_before_it_count()
    {
        var caller = await silos.CallerAsync(funds: 10);
        await caller.Balance.CreditAsync(new(Id(), CreditKind.Promotion, 1, "welcome", null));
        await caller.Balance.GiveAsync(new(Id(), "minutes", AllowanceKind.Units, 120, [new("voice", null, null, 1)], null, 0, null, default, null));
        var call = await CallAsync(caller, 300);
        await caller.CheckAsync(8);
        Assert.Equal(1.5m, (await caller.Balance.CorrectAsync(new(Id(), call, 1, 1.5m, null, null))).Amount);

        Assert.Equal(1.5m, (await caller.Balance.RevertAsync(new(Id(), call, "no call", "dana"))).Amount);

        await caller.CheckAsync(11);
        Assert.Equal("1 120", await silos.Book.ReadAsync<string>(
            "select string_agg(remaining::real::text, ' ' order by allowance_id) from allowance where balance_id = $1", caller.BalanceId));
        Assert.Equal(OperationResult.NoRecord, (await caller.Balance.RevertAsync(new(Id(), Guid.NewGuid(), null, null))).Result);
        Assert.Equal(OperationResult.WrongAmount, (await caller.Balance.CorrectAsync(new(Id(), call, 1, 0.000001m, null, null))).Result);
    }

    [Fact]
    public async Task What_an_event_cost_is_given_back_once_by_a_refund_or_a_correction()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var tariff = await silos.Book.AddTariffAsync($"Messages {Id()}", Unit.Event, 1, 0.5m);
        var accountId = await silos.Book.AddAccountAsync($"sms{Id()}", caller.BalanceId, tariff, "messages", Unit.Event);
        var order = new EventOrder(Id(), "messages", "1212", 4);
        await silos.Grains.GetGrain<IAccountGrain>(accountId).ChargeAsync(order);
        var session = await silos.Book.ReadAsync<Guid>("select session_id from operation where operation_id = $1", order.OperationId);

        Assert.Equal(1.25m, (await caller.Balance.CorrectAsync(new(Id(), session, 1, 0.75m, null, null))).Amount);
        Assert.Equal(OperationResult.MoreThanCharged, (await caller.Balance.RefundAsync(new(Id(), order.OperationId, 0.76m))).Result);
        Assert.Equal(0.25m, (await caller.Balance.RefundAsync(new(Id(), order.OperationId, 0.25m))).Amount);
        Assert.Equal(0.5m, (await caller.Balance.RevertAsync(new(Id(), session, null, null))).Amount);
        Assert.Equal(OperationResult.NothingToRefund, (await caller.Balance.RefundAsync(new(Id(), order.OperationId, null))).Result);
        await caller.CheckAsync(10);
    }

    [Fact]
    public async Task What_was_refunded_in_part_is_not_taken_again_by_a_new_price()
    {
        var caller = await silos.CallerAsync(funds: 10);
        var tariff = await silos.Book.AddTariffAsync($"Messages {Id()}", Unit.Event, 1, 0.5m);
        var accountId = await silos.Book.AddAccountAsync($"sms{Id()}", caller.BalanceId, tariff, "messages", Unit.Event);
        var order = new EventOrder(Id(), "messages", "1212", 4);
        await silos.Grains.GetGrain<IAccountGrain>(accountId).ChargeAsync(order);
        var session = await silos.Book.ReadAsync<Guid>("select session_id from operation where operation_id = $1", order.OperationId);
        await caller.Balance.RefundAsync(new(Id(), order.OperationId, 0.25m));
        var rerate = silos.Grains.GetGrain<IRerateGrain>(0);

        Assert.True((await rerate.PriceAsync(session, 1)) is { Was: 1.75m, Becomes: 1.75m, IsEqual: true });

        await silos.Book.ExecuteAsync(
            """
            with next as (update tariff set version = version + 1 where tariff_id = $1 returning version)
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            select $1, version, '*', now() - interval '2 days', 0, 0, 1, '[{"length": 1, "price": 0.1}]' from next
            """,
            tariff);
        await Office.UntilAsync(async () => (await rerate.PriceAsync(session, 1))!.Becomes == 0.15m, "the new price less what was refunded");
        await caller.CheckAsync(8.25m);
    }

    [Fact]
    public async Task A_rate_that_is_mended_from_a_day_in_the_past_counts_and_what_paid_stays()
    {
        var tariff = await silos.Book.AddTariffAsync($"Mended {Id()}", Unit.Second, 60, 1);
        var caller = await silos.CallerAsync(funds: 10, tariffId: tariff);
        await caller.Balance.GiveAsync(new(Id(), "minutes", AllowanceKind.Units, 60, [new("voice", null, null, 1)], null, 0, null, default, null));
        var call = await CallAsync(caller, 240);
        var rerate = silos.Grains.GetGrain<IRerateGrain>(0);
        Assert.True((await rerate.PriceAsync(call, 1)) is { Was: 3, Becomes: 3, IsEqual: true, Problem: null });

        await MendAsync(tariff, 0.4m, caller.Start - Duration.FromDays(2));
        await Office.UntilAsync(async () => (await rerate.PriceAsync(call, 1))!.Becomes == 1.2m, "the mended rate is known");
        var view = (await rerate.PriceAsync(call, 1))!;
        Assert.Equal((3m, "*: 60/60 at 1.00", "*: 60/60 at 0.40"), (view.Was, view.Before, view.After));
        await caller.Balance.CorrectAsync(new(Id(), call, 1, view.Becomes!.Value, "mended", "dana"));
        Assert.True((await rerate.PriceAsync(call, 1))!.IsEqual);
        await caller.CheckAsync(8.8m);

        await MendAsync(tariff, 0, caller.Start - Duration.FromDays(1), RateStatus.Forbidden);
        await Office.UntilAsync(async () => (await rerate.PriceAsync(call, 1))!.Problem is not null, "the forbidden rate is known");
        Assert.True((await rerate.PriceAsync(call, 1)) is { Becomes: null, Problem: RerateProblem.Forbidden });
        await caller.Balance.RevertAsync(new(Id(), call, null, null));
        Assert.Equal(RerateProblem.GivenBack, (await rerate.PriceAsync(call, 1))!.Problem);
        Assert.Null(await rerate.PriceAsync(call, 2));
        await caller.CheckAsync(10);
    }

    private static async Task<Guid> CallAsync(Caller caller, long seconds)
    {
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        await caller.ReportAsync(ReportKind.Stop, seconds, token, token.ToString("n"));

        return token;
    }

    private Task<int> MendAsync(long tariff, decimal price, Instant from, RateStatus status = RateStatus.Active) => silos.Book.ExecuteAsync(
        """
        with next as (update tariff set version = version + 1 where tariff_id = $1 returning version)
        insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
        select $1, version, '*', $2, $3, 0, 60, jsonb_build_array(jsonb_build_object('length', 60, 'price', $4::numeric)) from next
        """,
        tariff,
        from.ToDateTimeUtc(),
        (int)status,
        price);
}
