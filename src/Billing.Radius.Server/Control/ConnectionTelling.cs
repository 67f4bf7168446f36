using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Billing.Radius.Server.Control;

/// <summary>Tells the cluster which gateways are connected to this process: when one comes or goes, and all of them again and again.</summary>
internal sealed partial class ConnectionTelling(
    TlsGateways connected, ConnectedControl control, IGrainFactory grains, TimeProvider clock, ILogger<ConnectionTelling> logger) : BackgroundService
{
    // Who was told may be gone with its silo.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var self = grains.CreateObjectReference<IGatewayConnection>(control);
        control.Self = self;
        connected.Changed = nodeId => _ = TellAsync(nodeId, self);
        using var timer = new PeriodicTimer(Again, clock);

        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Task.WhenAll(connected.All.Select(nodeId => TellAsync(nodeId, self)));
            }
        }
        catch (OperationCanceledException)
        {
            connected.Changed = null;
        }
    }

    private async Task TellAsync(int nodeId, IGatewayConnection self)
    {
        var grain = grains.GetGrain<IGatewayConnectionGrain>(nodeId);

        try
        {
            await (connected.Find(nodeId) is null ? grain.WentAsync(self) : grain.CameAsync(self));
        }
        catch (Exception failure)
        {
            LogUntold(logger, nodeId, failure.Message); // again in a moment
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The cluster was not told of the connection of gateway {NodeId}: {Reason}")]
    private static partial void LogUntold(ILogger logger, int nodeId, string reason);
}
