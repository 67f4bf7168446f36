using System.Collections.Concurrent;
using Billing.Contracts;
using Billing.Contracts.Payers;
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

        foreach (var failure in run.View.Failures)
        {
            var (billed, failures) = await BillAsync([failure.BalanceId], run.View.Order);

            if (failures.Count == 0)
            {
                await store.MendAsync(Name, failure.BalanceId, billed);
            }
        }

        return await GetAsync();
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
                var (billed, failures) = await BillAsync(page, run.View.Order);
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
        using var room = new SemaphoreSlim(AtWork);
        await Task.WhenAll(payers.Select(async balanceId =>
        {
            await room.WaitAsync();

            try
            {
                billed.Add(await GrainFactory.GetGrain<IPayerGrain>(balanceId).BillAsync(Name, order.EndsOnDay, order.IsDryRun));
            }
            catch (Exception failure)
            {
                failures.Add(new(balanceId, failure.Message));
            }
            finally
            {
                room.Release();
            }
        }));

        return (
            new(billed.Sum(one => one.Invoices), billed.Sum(one => one.Total))
            {
                Drafts = [.. billed.SelectMany(one => one.Drafts.IsDefault ? [] : one.Drafts)],
            },
            failures);
    }

    private Instant Now() => clock.Now();
}
