using System.Data.Common;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Exports;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Rating;

internal sealed partial class ReratingGrain(
    IReratingStore store, IRerateStore records, Repricer repricer, TimeProvider clock, ILogger<ReratingGrain> logger) : Grain, IReratingGrain
{
    // What a person waits for must not stand behind it.
    private const int AtWork = 16;

    private Task _running = Task.CompletedTask;

    private string Key => this.GetPrimaryKeyString();

    public async Task<ReratingView> StartAsync(ReratingOrder order)
    {
        var filter = ExportFilter.Read<XdrFilter>(order.Filter);

        if (filter.To <= filter.From || filter.To - filter.From > XdrFilter.LongestPeriod)
        {
            throw new ArgumentException(
                $"period: expected an end after its beginning, and {XdrFilter.LongestPeriod.TotalDays} days at most", nameof(order));
        }

        await store.BeginAsync(Key, order, clock.Now());

        return (await GetAsync())!;
    }

    public async Task<ReratingView?> GetAsync()
    {
        if (await store.FindAsync(Key) is not { } stored)
        {
            return null;
        }

        if (!stored.View.IsAtRest && _running.IsCompleted)
        {
            _running = RunAsync(stored);
        }

        return stored.View;
    }

    public async Task<ReratingView?> PostAsync(ReratingPost order)
    {
        await store.BeginPostAsync(Key, order, clock.Now());

        return await GetAsync();
    }

    // A failure of the database, or of a balance, ends this attempt; the next look, or the next sweep, begins another. What is posted by then
    // is not posted again.
    private async Task RunAsync(StoredRerating stored)
    {
        try
        {
            await (stored.View.ReviewedAt is null ? ReviewAsync(stored) : PostAsync(stored));
        }
        catch (Exception failure)
        {
            LogInterrupted(logger, Key, failure);
        }
    }

    private async Task ReviewAsync(StoredRerating stored)
    {
        try
        {
            var filter = ExportFilter.Read<XdrFilter>(stored.View.Filter);
            var (pages, cursor, looked) = (stored.Pages, stored.Cursor, stored.View.Looked);

            while (true)
            {
                DelayDeactivation(TimeSpan.FromMinutes(5));
                var page = await records.PageAsync(filter, cursor);
                var all = page.Rows.Take(ReratingOrder.Most - looked).ToArray();
                var views = new List<(RatedRecord Record, RerateView View)>();

                foreach (var some in all.Chunk(AtWork))
                {
                    views.AddRange(some.Zip(await Task.WhenAll(some.Select(repricer.PriceAsync))));
                }

                (looked, cursor) = (looked + all.Length, page.Next);
                var isCut = looked >= ReratingOrder.Most && (cursor is not null || all.Length < page.Rows.Count);
                var isLast = cursor is null || isCut;
                var isMine = await store.AddAsync(
                    Key, pages++, new(all.Length, [.. views.Where(one => !one.View.IsEqual)], cursor), isLast ? clock.Now() : null, isCut);

                if (isLast || !isMine)
                {
                    return;
                }
            }
        }
        catch (ArgumentException failure)
        {
            await store.FailAsync(Key, failure.Message, clock.Now());
        }
        catch (Exception failure) when (!IsOfTheWorld(failure))
        {
            // The next attempt would end here too, and so would all that follow.
            LogFailed(logger, Key, failure);
            await store.FailAsync(Key, "it failed, and nothing was changed: a record could not be priced", clock.Now());
        }
    }

    // Of the database, of the cluster, or of this process, which is told to stop: the next attempt may succeed.
    private static bool IsOfTheWorld(Exception failure) =>
        failure is DbException or OrleansException or TimeoutException or OperationCanceledException or IOException or ObjectDisposedException;

    private async Task PostAsync(StoredRerating stored)
    {
        var through = stored.PostedThrough;

        while (true)
        {
            DelayDeactivation(TimeSpan.FromMinutes(5));
            var due = await store.DueAsync(Key, through, AtWork);

            if (due.Count == 0)
            {
                await store.EndAsync(Key, clock.Now());

                return;
            }

            var done = await Task.WhenAll(due.Select(row => PostAsync(row, stored.View)));

            if (!await store.NoteAsync(Key, through, [.. done]))
            {
                return;
            }

            through = due[^1].Number;
        }
    }

    private async Task<PostedRow> PostAsync(PostableRow row, ReratingView view)
    {
        var reply = await GrainFactory.GetGrain<IBalanceGrain>(row.BalanceId).CorrectAsync(new(
            string.Create(CultureInfo.InvariantCulture, $"{Key}-{row.Number}"), row.SessionId, row.Part, row.Becomes, view.Note, view.PostedBy)
        {
            Refunded = row.Refunded,
        });

        return reply.Result switch
        {
            OperationResult.Done => new(row.Number, reply.Amount, reply.Sequence, null),
            OperationResult.SessionRuns => new(row.Number, null, null, RerateProblem.SessionRuns),
            OperationResult.GivenBack => new(row.Number, null, null, RerateProblem.GivenBack),
            _ => new(row.Number, null, null, RerateProblem.NotPosted),
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Re-rating {Key} was interrupted, and goes on later")]
    private static partial void LogInterrupted(ILogger logger, string key, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Re-rating {Key} failed")]
    private static partial void LogFailed(ILogger logger, string key, Exception failure);
}
