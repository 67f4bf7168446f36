using System.Collections.Concurrent;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Grains.Changes;
using NodaTime;

namespace Billing.Grains.Payers;

/// <summary>Goes through the payers a page at a time; each closes its own periods.</summary>
internal sealed class BillRunGrain(IBillRunStore store, BillingMeter meter, TimeProvider clock) : Grain, IBillRunGrain
{
    private const int PageSize = 1_000;

    // Each waits for the disk several times, together with others.
    private const int AtWork = 512;

    private Task _running = Task.CompletedTask;

    private string Name => this.GetPrimaryKeyString();

    public async Task<BillRunView> StartAsync(BillRunOrder order)
    {
        await store.BeginAsync(Name, order, Now());
        await ResumeAsync();

        return (await GetAsync())!;
    }

    public async Task<BillRunView?> GetAsync() => (await store.FindAsync(Name))?.View;

    public async Task ResumeAsync()
    {
        if (_running.IsCompleted && await store.FindAsync(Name) is { View.EndedAt: null } run)
        {
            _running = RunAsync(run);
        }
    }

    public async Task<BillRunView?> RetryAsync()
    {
        if (await store.FindAsync(Name) is not { View.EndedAt: not null } run)
        {
            return await GetAsync(); // it is not there, or still at work
        }

        var failed = await WithoutHeldAsync([.. run.View.Failures.Select(one => one.BalanceId)], run.View.Order);

        foreach (var balanceId in failed)
        {
            var (billed, failures) = await BillAsync([balanceId], run.View.Order);

            if (failures.Count == 0)
            {
                await store.MendAsync(Name, balanceId, billed);
            }
        }

        return await GetAsync();
    }

    public async Task<ChangeReply> HoldAsync(BillRunHoldOrder order) => new Problems()
        .Text(order.Reason, nameof(order.Reason), 500)
        .Text(order.By, nameof(order.By), 256)
        .Refusal ?? await store.HoldAsync(Name, order, Now());

    // Issued first, for a hold that a crash leaves is over with its period, and the same order again closes nothing twice.
    public async Task<ChangeReply> ReleaseAsync(BillRunReleaseOrder order)
    {
        if (await store.FindAsync(Name) is not { } run || !await store.IsOfAsync(Name, order.BalanceId))
        {
            return ChangeReply.NotFound;
        }

        var issued = new Billed(0, 0);

        if (order.IsIssued)
        {
            (issued, var failures) = await BillAsync([order.BalanceId], run.View.Order with { IsDryRun = false });

            if (failures.FirstOrDefault() is { } failure)
            {
                return ChangeReply.Refused(nameof(order.BalanceId), $"one that can be billed: {failure.Reason}");
            }
        }

        await store.ReleaseAsync(order, issued.Invoices, Now());

        return new(ChangeResult.Done, issued.Invoices);
    }

    // Who is held back is computed all the same: who looks through the drafts sees it.
    private async Task<IReadOnlyList<long>> WithoutHeldAsync(IReadOnlyList<long> payers, BillRunOrder order)
    {
        if (order.IsDryRun)
        {
            return payers;
        }

        var held = await store.HeldAsync(payers);

        return held.Count == 0 ? payers : [.. payers.Where(one => !held.Contains(one))];
    }

    // Its failure ends this attempt; whoever looks after unfinished runs begins another.
    private async Task RunAsync(StoredBillRun run)
    {
        var cursor = run.Cursor;
        meter.Began();

        try
        {
            await store.RecountAsync(Name);

            while (await store.PageAsync(Name, cursor, PageSize) is { Count: > 0 } page)
            {
                DelayDeactivation(TimeSpan.FromMinutes(10));
                var (billed, failures) = await BillAsync(await WithoutHeldAsync(page, run.View.Order), run.View.Order);
                cursor = page[^1];
                await store.NoteAsync(Name, cursor, page.Count, billed, failures, Now());
                meter.Billed(page.Count, failures.Count, billed.Invoices);
            }

            await store.EndAsync(Name, Now());
        }
        finally
        {
            meter.Ended();
        }
    }

    private async Task<(Billed, IReadOnlyCollection<BillRunFailure>)> BillAsync(IReadOnlyList<long> payers, BillRunOrder order)
    {
        var failures = new ConcurrentBag<BillRunFailure>();
        var billed = new ConcurrentBag<Billed>();
        await payers.WorkAsync(AtWork, async balanceId =>
        {
            try
            {
                billed.Add(await GrainFactory.GetGrain<IPayerGrain>(balanceId).BillAsync(Name, order.EndsOnDay, order.IsDryRun));
            }
            catch (Exception failure)
            {
                failures.Add(new(balanceId, failure.Message));
            }
        });

        return (
            new(billed.Sum(one => one.Invoices), billed.Sum(one => one.Total))
            {
                Drafts = [.. billed.SelectMany(one => one.Drafts.IsDefault ? [] : one.Drafts)],
            },
            failures);
    }

    private Instant Now() => clock.Now();
}
