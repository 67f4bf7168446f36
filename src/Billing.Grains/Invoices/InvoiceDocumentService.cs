using Billing.Contracts.Invoices;
using Billing.Grains.Payers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Invoices;

/// <summary>Has the documents of new invoices made, a few at a time: a bill run does not wait for them.</summary>
internal sealed partial class InvoiceDocumentService(
    IGrainFactory grains, IOptions<PayerOptions> options, ILogger<InvoiceDocumentService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval);

        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await grains.GetGrain<IInvoiceDocumentSweepGrain>(0).SweepAsync() > 0)
            {
            }
        }
        catch (Exception failure)
        {
            LogFailed(logger, failure.Message); // the database is away, or one cannot be made: the next turn looks again
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Making documents of invoices failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
