using Billing.Contracts.Invoices;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Invoices;

/// <summary>Goes through the invoices in the order of their ids; one whose document cannot be made does not keep the others waiting.</summary>
internal sealed partial class InvoiceDocumentSweepGrain(IInvoiceDocumentStore store, ILogger<InvoiceDocumentSweepGrain> logger)
    : Grain, IInvoiceDocumentSweepGrain
{
    private const int Most = 50;

    // Each waits for the database several times.
    private const int AtWork = 4;

    // An id that was taken earlier may be committed later.
    private const long Late = 10_000;

    private long _seen;

    public async Task<int> SweepAsync()
    {
        var newest = await store.NewestAsync();
        var missing = await store.MissingAsync(long.Max(0, _seen - Late), Most);
        var made = 0;

        foreach (var some in missing.Chunk(AtWork))
        {
            made += (await Task.WhenAll(some.Select(one => TryAsync(one.Number)))).Count(isMade => isMade);
        }

        _seen = missing.Count < Most ? newest : long.Max(_seen, missing[^1].InvoiceId);

        return made;
    }

    private async Task<bool> TryAsync(string number)
    {
        try
        {
            return await GrainFactory.GetGrain<IInvoiceDocumentGrain>(number).MakeAsync();
        }
        catch (Exception failure)
        {
            LogFailed(logger, number, failure);

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The document of invoice {Number} could not be made")]
    private static partial void LogFailed(ILogger logger, string number, Exception failure);
}
