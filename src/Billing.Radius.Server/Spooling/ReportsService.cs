using Billing.Contracts;
using Billing.Contracts.Service;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Spooling;

/// <summary>Opens the ports of a process that waits for its database, if a gateway may go on without it; closes them when it is stopped.</summary>
internal sealed partial class ReportsService(
    GatewayFile file,
    NodeRegistry nodes,
    ReportsDesk desk,
    Spool spool,
    RadiusListener listener,
    TimeProvider clock,
    IOptions<RadiusOptions> options,
    ILogger<ReportsService> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (file.Read() is not { } kept)
        {
            return;
        }

        try
        {
            spool.Open();
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            LogClosed(logger, failure.Message);

            return;
        }

        nodes.Follow([.. kept.Gateways.Select(gateway => gateway.View())]);
        desk.Realms = kept.Realms.ToHashSet(StringComparer.Ordinal);
        listener.Start();
        LogServes(logger, string.Join(", ", kept.Gateways.Where(gateway => gateway.OutageLimit is not null).Select(gateway => gateway.Name)));
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        if (listener.IsListening)
        {
            await listener.DrainAsync();
        }
    }

    // Addresses of this machine come and go while it waits.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.NodeRefresh, clock);

        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Follow();
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private void Follow()
    {
        try
        {
            listener.Follow();
            listener.Identity?.Watch(clock.Now());
        }
        catch (Exception failure)
        {
            LogNotFollowed(logger, failure.Message); // what is open stays open
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The addresses of this machine could not be read again: {Reason}")]
    private static partial void LogNotFollowed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool cannot be opened, so that no gateway is answered until the database is back: {Reason}")]
    private static partial void LogClosed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Until the database answers, reports of these gateways are kept in the spool, and nobody is let in: {Gateways}")]
    private static partial void LogServes(ILogger logger, string gateways);
}

/// <summary>Of a process that has no database yet.</summary>
internal sealed class NoDatabase : ICommitHealth
{
    public bool CanCommit => false;
}
