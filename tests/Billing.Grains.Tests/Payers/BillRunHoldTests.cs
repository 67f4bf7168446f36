using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Grains.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Tests.Payers;

/// <summary>One draft of a computed run is held back, the others are issued; it comes with the next run, or alone.</summary>
public sealed class BillRunHoldTests(TwoSilos silos)
{
    private readonly string _class = Office.Unique("held");

    [Fact]
    public async Task What_is_held_back_is_not_issued_by_a_run_until_it_is_released_or_issued_alone()
    {
        await PublishAsync(isClosedByRuns: true);
        var (plain, alone, released) = (await PayerAsync(), await PayerAsync(), await PayerAsync());
        var computed = await RunAsync(_class + " (computed)", isDryRun: true);
        Assert.Equal(3, (await EndAsync(computed)).Invoices);

        Assert.True((await computed.HoldAsync(new(alone, "twice as much", Office.Anna))).IsDone);
        Assert.True((await computed.HoldAsync(new(alone, "twice as much", "bert"))).IsDone); // as it is
        Assert.True((await computed.HoldAsync(new(released, "who is that", Office.Anna))).IsDone);
        Assert.Equal(ChangeResult.NotFound, (await computed.HoldAsync(new(-1, "nobody", Office.Anna))).Result);
        Office.IsRefused(await computed.HoldAsync(new(plain, " ", Office.Anna)), nameof(BillRunHoldOrder.Reason));
        Assert.True((await computed.ReleaseAsync(new(released, IsIssued: false, Office.Anna))).IsDone);

        var drafts = await Query.DraftsAsync(new(_class + " (computed)", IsHeld: true), new(), TestContext.Current.CancellationToken);
        Assert.Equal((alone, "twice as much", Office.Anna), (Assert.Single(drafts.Rows).BalanceId, drafts.Rows[0].Hold!.Reason, drafts.Rows[0].Hold!.By));

        // It is looked at as all are, and passed by.
        var issuing = await RunAsync(_class, isDryRun: false);
        var view = await EndAsync(issuing);
        Assert.Equal((3, 2, 1, 0), (view.Done, view.Invoices, view.Held, view.Failures.Length));
        Assert.Equal((1, 0, 1), (await InvoicesAsync(plain), await InvoicesAsync(alone), await InvoicesAsync(released)));

        Assert.Equal((true, 1L), Told(await computed.ReleaseAsync(new(alone, IsIssued: true, Office.Anna))));
        Assert.Equal((true, 0L), Told(await computed.ReleaseAsync(new(alone, IsIssued: true, Office.Anna))));
        Assert.Equal((1, 0), (await InvoicesAsync(alone), (await issuing.GetAsync())!.Held));
        Assert.Equal(
            [("hold", Office.Anna), ("issue-alone", Office.Anna)],
            (await new Office(silos).LogOfAsync(EntityKinds.Balance, alone)).Reverse().Select(line => (line.Action, line.By)));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task One_that_failed_and_is_held_is_not_tried_again_and_others_come_by_themselves()
    {
        await PublishAsync(isClosedByRuns: true);
        var payer = await PayerAsync();
        var computed = await RunAsync(_class + " (computed)", isDryRun: true);
        await EndAsync(computed);
        Assert.True((await computed.HoldAsync(new(payer, "look", Office.Anna))).IsDone);
        var issuing = await RunAsync(_class, isDryRun: false);
        await EndAsync(issuing);
        await Store.NoteAsync(_class, payer, 0, new(0, 0), [new(payer, "broken")], SystemClock.Instance.GetCurrentInstant());

        Assert.Single((await issuing.RetryAsync())!.Failures);
        Assert.Equal(0, await InvoicesAsync(payer));
        Assert.True((await computed.ReleaseAsync(new(payer, IsIssued: false, Office.Anna))).IsDone);
        Assert.Empty((await issuing.RetryAsync())!.Failures);
        Assert.Equal(1, await InvoicesAsync(payer));

        // Its period is closed, and so there is nothing to hold.
        Office.IsRefused(await computed.HoldAsync(new(payer, "too late", Office.Anna)), nameof(BillRunHoldOrder.BalanceId));
        await PublishAsync(isClosedByRuns: false);
        Office.IsRefused(await computed.HoldAsync(new(payer, "by itself", Office.Anna)), nameof(BillRunHoldOrder.BalanceId));
    }

    private static (bool, long) Told(ChangeReply reply) => (reply.IsDone, reply.Id);

    private IServiceProvider Services => silos.Cluster.Silos[0].ServiceProvider;

    private IPayerQuery Query => Services.GetRequiredService<IPayerQuery>();

    private IBillRunStore Store => Services.GetRequiredService<IBillRunStore>();

    private async Task<IBillRunGrain> RunAsync(string name, bool isDryRun)
    {
        var run = silos.Grains.GetGrain<IBillRunGrain>(name);
        await run.StartAsync(new(_class, LocalDatePattern.Iso.Format(SystemClock.Instance.GetCurrentInstant().InUtc().Date), isDryRun, Office.Anna));

        return run;
    }

    private static async Task<BillRunView> EndAsync(IBillRunGrain run)
    {
        await Office.UntilAsync(async () => (await run.GetAsync())!.EndedAt is not null, "the run ends");

        return (await run.GetAsync())!;
    }

    private Task<int> InvoicesAsync(long balanceId) => silos.Book.ReadAsync<int>("select count(*)::int from invoice where balance_id = $1", balanceId);

    private Task PublishAsync(bool isClosedByRuns) => Services.GetRequiredService<PlanPublisher>().PublishAsync(
        _class,
        new ClassTerms { BillingCycle = new(PeriodKind.Daily), ClosingDelay = Duration.Zero, IsClosedByRuns = isClosedByRuns },
        TestContext.Current.CancellationToken);

    // Owes something from before, and yesterday is over.
    private async Task<long> PayerAsync()
    {
        var balanceId = await silos.Book.AddBalanceAsync(-30);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(_class, false, null))).IsDone);
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - 1 where balance_id = $1", balanceId);
        await silos.Cluster.DeactivateAsync(payer);

        return balanceId;
    }
}
