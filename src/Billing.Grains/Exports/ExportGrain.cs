using Billing.Contracts;
using Billing.Contracts.Exports;
using Billing.Grains.Changes;

namespace Billing.Grains.Exports;

internal sealed class ExportGrain(IExportStore store, ExportLists lists, TimeProvider clock) : Grain, IExportGrain
{
    private Task _running = Task.CompletedTask;

    private string Key => this.GetPrimaryKeyString();

    public async Task<ExportView?> StartAsync(ExportOrder order)
    {
        order = order with { Columns = order.Columns.OrEmpty() };

        if (order.Columns.Length is 0 or > ExportOrder.MostColumns)
        {
            throw new ArgumentException($"columns: expected 1 to {ExportOrder.MostColumns}", nameof(order));
        }

        lists.Open(order);

        return await store.BeginAsync(Key, order, clock.Now()) ? await GetAsync() : null;
    }

    public async Task<ExportView?> GetAsync()
    {
        if (await store.FindAsync(Key) is not { } export)
        {
            return null;
        }

        if (export.View.EndedAt is null && _running.IsCompleted)
        {
            _running = RunAsync(export);
        }

        return export.View;
    }

    // A failure of the database ends this attempt; the next look begins another.
    private async Task RunAsync(StoredExport export)
    {
        try
        {
            var list = lists.Open(export.Order);
            var (pieces, rows, cursor) = (export.Pieces, export.View.Rows, export.Cursor);

            while (true)
            {
                DelayDeactivation(TimeSpan.FromMinutes(5));
                var piece = await list.ReadAsync(cursor, isFirst: pieces == 0);
                (rows, cursor) = (rows + piece.Rows, piece.Cursor);
                var isCut = cursor is not null && rows >= ExportOrder.MostRows;
                var isLast = cursor is null || isCut;
                var isMine = await store.AddAsync(
                    Key, pieces++, piece, isLast ? clock.Now() : null, isCut ? $"only the first {ExportOrder.MostRows} rows fit in a file" : null);

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
    }
}
