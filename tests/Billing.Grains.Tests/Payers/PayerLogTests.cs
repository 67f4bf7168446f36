using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Payers;

/// <summary>The audit log of orders about a payer: who, what, and what it was before; each order once, however often it is asked for.</summary>
public sealed class PayerLogTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Fact]
    public async Task Every_order_about_a_subscription_is_one_line()
    {
        var caller = await silos.CallerAsync();
        var payer = await OpenAsync(caller.Login, caller.BalanceId);
        var (home, office) = (await PlanAsync("Home", 10), await PlanAsync("Office", 20));
        var order = new SubscribeOrder("log/" + caller.Login, home, caller.Account.AccountId, By: Office.Anna);
        var id = (await payer.SubscribeAsync(order)).Id;
        Assert.Equal(id, (await payer.SubscribeAsync(order with { By = "somebody" })).Id); // it is the same one

        var change = new SubscriptionChange(id, SubscriptionVerb.ChangePlan, office, Quantity: 2, By: "bert");
        Assert.True((await payer.ChangeAsync(change with { IsPreview = true })).IsDone);
        SubscriptionChange[] changes =
        [
            change, change, new(id, SubscriptionVerb.Pause, By: Office.Anna), new(id, SubscriptionVerb.Pause, By: "bert"),
            new(id, SubscriptionVerb.Resume, By: "bert"), new(id, SubscriptionVerb.Cancel, By: Office.Anna), new(id, SubscriptionVerb.Cancel, By: Office.Anna),
        ];

        foreach (var one in changes)
        {
            Assert.Null((await payer.ChangeAsync(one)).Problem);
        }

        Assert.NotNull((await payer.ChangeAsync(new(id, SubscriptionVerb.Resume, By: "bert"))).Problem);
        var log = (await _office.LogOfAsync(EntityKinds.Balance, caller.BalanceId)).Reverse().ToArray();
        Assert.Equal(
            [
                ("begin-billing", Office.Anna), ("subscribe", Office.Anna), ("change-plan", "bert"), ("pause-subscription", Office.Anna),
                ("resume-subscription", "bert"), ("cancel-subscription", Office.Anna),
            ],
            log.Select(line => (line.Action, line.By)));
        Assert.Equal($"balance {caller.BalanceId} subscribed to Home for account {caller.Account.AccountId}", log[1].Sentence);
        Assert.StartsWith($"subscription {id} of balance {caller.BalanceId}: from Home to 2 × Office from ", log[2].Sentence, StringComparison.Ordinal);
        Assert.Equal((null, "Home", "Home", "Office"), (log[1].OldJson, Text(log[1].NewJson, "plan"), Text(log[2].OldJson, "plan"), Text(log[2].NewJson, "plan")));
        Assert.Equal((null, "paused"), (Text(log[3].OldJson, "end"), Text(log[3].NewJson, "end")));
        Assert.Equal((null, "cancelled"), (Text(log[5].OldJson, "end"), Text(log[5].NewJson, "end")));
    }

    [Fact]
    public async Task What_a_program_orders_or_comes_by_itself_is_no_line()
    {
        var caller = await silos.CallerAsync();
        var payer = await OpenAsync(caller.Login, caller.BalanceId, by: null);
        Assert.True((await payer.SubscribeAsync(new("quiet/" + caller.Login, await PlanAsync("Home", 10), null))).IsDone);
        await payer.AdvanceAsync();

        Assert.Empty(await _office.LogOfAsync(EntityKinds.Balance, caller.BalanceId));
        await caller.CheckAsync(0); // its fee was charged
    }

    [Fact]
    public async Task Terms_and_delays_are_told_with_what_they_were_and_only_when_they_change()
    {
        var caller = await silos.CallerAsync();
        var payer = await OpenAsync(caller.Login, caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null, "bert"))).IsDone);
        Assert.True((await payer.OpenAsync(new(caller.Login, true, null, "bert"))).IsDone);
        Assert.True((await payer.DelayDunningAsync(new("2099-01-01", Office.Anna))).IsDone);
        Assert.True((await payer.DelayDunningAsync(new("2099-02-01", "bert"))).IsDone);

        var log = (await _office.LogOfAsync(EntityKinds.Balance, caller.BalanceId)).Reverse().ToArray();
        Assert.Equal(
            [("begin-billing", Office.Anna), ("edit-billing", "bert"), ("delay-dunning", Office.Anna), ("delay-dunning", "bert")],
            log.Select(line => (line.Action, line.By)));
        Assert.Equal(("False", "True"), (Text(log[1].OldJson, "tax_exempt"), Text(log[1].NewJson, "tax_exempt")));
        Assert.Equal(
            (null, "2099-01-01", "2099-01-01", "2099-02-01"),
            (log[2].OldJson, Text(log[2].NewJson, "delayed_until"), Text(log[3].OldJson, "delayed_until"), Text(log[3].NewJson, "delayed_until")));
    }

    [Fact]
    public async Task A_bill_run_is_one_line_however_often_it_is_started()
    {
        var caller = await silos.CallerAsync();
        await OpenAsync(caller.Login, caller.BalanceId);
        var name = Office.Unique("run");
        var order = new BillRunOrder(caller.Login, "2020-01-01", IsDryRun: false, Office.Anna);
        await silos.Grains.GetGrain<IBillRunGrain>(name).StartAsync(order);
        await silos.Grains.GetGrain<IBillRunGrain>(name).StartAsync(order with { By = "bert" });

        var line = Assert.Single(await _office.LogOfAsync(EntityKinds.BillRun, name));
        Assert.Equal(
            ("issue", Office.Anna, $"began to issue the invoices of class {caller.Login} until 2020-01-01: {name}"), (line.Action, line.By, line.Sentence));
    }

    [Fact]
    public async Task A_payer_that_is_tried_again_is_among_the_drafts_of_a_computed_run()
    {
        var caller = await silos.CallerAsync();
        await OpenAsync(caller.Login, caller.BalanceId);
        var services = silos.Cluster.Silos[0].ServiceProvider;
        var (store, name, now) = (services.GetRequiredService<IBillRunStore>(), Office.Unique("run"), SystemClock.Instance.GetCurrentInstant());
        await store.BeginAsync(name, new(caller.Login, "2020-01-01", IsDryRun: true), now);
        await store.NoteAsync(name, caller.BalanceId, 1, new(0, 0), [new(caller.BalanceId, "broken")], now);
        var billed = new Billed(1, -5) { Drafts = [new(caller.BalanceId, "2019-12-01", "2020-01-01", "USD", -5, 0)] };
        await store.MendAsync(name, caller.BalanceId, billed);

        var run = (await store.FindAsync(name))!;
        Assert.Equal((caller.BalanceId, 1, 1, -5m), (run.Cursor, run.View.Done, run.View.Invoices, run.View.Total));
        Assert.Empty(run.View.Failures);
        var review = await services.GetRequiredService<IPayerQuery>().ReviewAsync(name, isDryRun: true, CancellationToken.None);
        Assert.Equal([new("USD", 1, -5, 0)], review.Totals);
        Assert.Equal([new(DraftWarning.Negative, 1)], review.Warnings);
    }

    private async Task<IPayerGrain> OpenAsync(string className, long balanceId, string? by = Office.Anna)
    {
        await Publisher.PublishAsync(className, new ClassTerms(), CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(className, false, null, by))).IsDone);

        return payer;
    }

    private Task<long> PlanAsync(string name, decimal fee) => Publisher.PublishAsync(
        new SubscriptionTerms { Name = name, Fee = fee, Cycle = new(PeriodKind.Monthly), ProratesFirst = false }, Currency.Usd, null, CancellationToken.None);

    private PlanPublisher Publisher => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();

    private static string? Text(string? json, string name)
    {
        using var read = JsonDocument.Parse(json!);

        return read.RootElement.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;
    }
}
