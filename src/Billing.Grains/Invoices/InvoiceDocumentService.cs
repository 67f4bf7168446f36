using Billing.Contracts.Invoices;
using Billing.Grains.Payers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Invoices;

/// <summary>Has the documents of new invoices made, a few at a time: a bill run does not wait for them.</summary>
internal sealed partial class InvoiceDocumentService(
    IGrainFactory grains, IOptions<PayerOptions> options, IHostApplicationLifetime lifetime, ILogger<InvoiceDocumentService> logger)
    : SweepService(options.Value.SweepInterval, lifetime)
{
    protected override async Task SweepAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && await grains.GetGrain<IInvoiceDocumentSweepGrain>(0).SweepAsync() > 0)
        {
        }
    }

    protected override void LogFailed(Exception failure) => LogFailed(logger, failure.Message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Making documents of invoices failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
