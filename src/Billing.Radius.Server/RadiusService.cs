using System.Data.Common;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Nodes;
using Billing.Contracts.Service;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Proxying;
using Billing.Radius.Server.Spooling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server;

/// <summary>Opens the ports when gateways are known and the silo serves; closes them before the silo goes.</summary>
internal sealed partial class RadiusService(
    INodeQuery query,
    NodeRegistry nodes,
    Realms realms,
    GatewayFile file,
    RadiusListener listener,
    IGrainFactory grains,
    ICommitHealth health,
    HealthReport report,
    RadiusMeter meter,
    TimeProvider clock,
    IOptions<RadiusOptions> options,
    ILogger<RadiusService> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<int> _learned = [];
    private Task _refreshing = Task.CompletedTask;
    private Task _reporting = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        nodes.HaveHadPortals(await query.WithPortalLoginsAsync(cancellationToken)); // from now on their profiles say it

        var patience = new StartPatience(health, clock);
        await WarmUpAsync(patience, cancellationToken);

        while (!health.CanCommit)
        {
            patience.Check();
            await Task.Delay(Pause, cancellationToken); // an open port promises an answer
        }

        listener.Start();
        GC.KeepAlive(meter); // its instruments are read by whoever listens; it does nothing by itself

        await TellAsync(cancellationToken); // who looks as soon as the silo says ready, sees its listener

        _refreshing = RefreshAsync(_stopping.Token);
        _reporting = ReportAsync(_stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await listener.DrainAsync();
        await _stopping.CancelAsync();
        await Task.WhenAll(_refreshing, _reporting);
    }

    // Of a silo that did not come up nothing else stops: what it reads and reports would go on and fail.
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    // The first packet must not wait for what is compiled and connected on first use. A silo that is gone and not struck off yet, as after an
    // outage in which nobody could, may be asked on the way: that passes, and is no reason to end. A database that has gone for long is one.
    private async Task WarmUpAsync(StartPatience patience, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await grains.GetGrain<IAccountGrain>(0).GetAsync();

                return;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException or DbException)
            {
                LogNotYet(logger, failure.Message);
                patience.Check(); // says itself when it is too long
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
    }

    private async Task RefreshAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.NodeRefresh);

        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                try
                {
                    listener.Follow();
                    listener.Identity?.Watch(clock.Now());
                    await ReadAsync(stopping);
                    await LearnAsync();
                }
                catch (Exception failure) when (!stopping.IsCancellationRequested)
                {
                    LogStale(logger, failure.Message); // what is known of the gateways stays in force
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        nodes.Follow(await query.ListAsync(cancellation));
        await realms.RefreshAsync(cancellation);
        file.Keep(nodes.Nodes, realms.Names);
    }

    private async Task ReportAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.HealthInterval);

        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await TellAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private async Task TellAsync(CancellationToken stopping)
    {
        try
        {
            await grains.GetGrain<IGatewayHealthGrain>(0).ReportAsync(report.Make())
                .AsTask().WaitAsync(options.Value.HealthInterval, clock, stopping); // by then there is something newer to tell
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogUnheard(logger, failure.Message); // it is told again in a moment
        }
    }

    // What "auto" learned is kept, off the packets' way.
    private async Task LearnAsync()
    {
        foreach (var node in nodes.Nodes)
        {
            if (node.View is { MessageAuthenticator: MessageAuthenticatorPolicy.Auto, HasSentMessageAuthenticator: false }
                && node.Memory.HasSentMessageAuthenticator && !_learned.Contains(node.NodeId))
            {
                await grains.GetGrain<INodeGrain>(node.NodeId).LearnedMessageAuthenticatorAsync();
                _learned.Add(node.NodeId); // and not before: what failed is told again
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster does not answer yet; the ports stay closed: {Reason}")]
    private static partial void LogNotYet(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The gateways' health was not heard: {Reason}")]
    private static partial void LogUnheard(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateways could not be read again: {Reason}")]
    private static partial void LogStale(ILogger logger, string reason);
}
