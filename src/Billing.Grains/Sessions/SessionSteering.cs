using System.Threading.Channels;
using Billing.Contracts.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Grains.Sessions;

/// <summary>An order that a rule gives by itself.</summary>
/// <param name="Cause">What it is given once for.</param>
internal sealed record SteeringOrder(Guid SessionId, string Cause, ControlKind Kind, string? Policy, string By, string Reason);

/// <summary>Hands the rules' orders to the sessions' control grains, behind the backs of those who charge.</summary>
/// <remarks>
/// A turn that charges only leaves an order here, which takes no time and cannot fail: what the queue has no room for is
/// counted and left again with the session's next report.
/// </remarks>
internal sealed partial class SessionSteering(
    IGrainFactory grains, IOptions<SessionOptions> options, IHostApplicationLifetime lifetime, ILogger<SessionSteering> logger)
    : BackgroundService, ISteeringCounts
{
    private const int Tries = 4;

    private readonly Channel<SteeringOrder> _orders = Channel.CreateBounded<SteeringOrder>(
        new BoundedChannelOptions(options.Value.SteeringQueue) { SingleReader = true });

    private readonly SemaphoreSlim _places = new(options.Value.SteeringsAtWork);
    private long _dropped;

    public long Dropped => Volatile.Read(ref _dropped);

    /// <returns>False when there is no room; that is counted.</returns>
    public bool TryLeave(SteeringOrder order)
    {
        if (_orders.Writer.TryWrite(order))
        {
            return true;
        }

        Interlocked.Increment(ref _dropped);

        return false;
    }

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The silo stops before this does: what is begun meanwhile can only fail.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        stoppingToken = ending.Token;

        try
        {
            await foreach (var order in _orders.Reader.ReadAllAsync(stoppingToken))
            {
                await _places.WaitAsync(stoppingToken);
                _ = GiveAsync(order, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // stopping: what is left is given again after the next report
        }
    }

    private async Task GiveAsync(SteeringOrder order, CancellationToken stopping)
    {
        await Task.Yield();

        for (var tries = 1; !await TryGiveAsync(order, isLast: tries == Tries) && !stopping.IsCancellationRequested; tries++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 << (tries - 1)), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!stopping.IsCancellationRequested)
        {
            _places.Release();
        }
    }

    // The claim of the order in the database is what makes it safe to give it again.
    private async Task<bool> TryGiveAsync(SteeringOrder order, bool isLast)
    {
        try
        {
            var session = grains.GetGrain<ISessionControlGrain>(order.SessionId);
            var reply = order.Kind is ControlKind.Disconnect
                ? await session.DisconnectAsync(new(order.Cause, order.By, order.Reason))
                : await session.ChangePolicyAsync(new(order.Cause, order.By, order.Reason, order.Policy));

            if (reply is { Outcome: not ControlOutcome.Acknowledged, WasDoneBefore: false })
            {
                LogNotDone(logger, order.SessionId, order.Kind, order.Reason, reply.Words);
            }

            return true;
        }
        catch (Exception failure)
        {
            if (isLast)
            {
                LogGivenUp(logger, order.SessionId, order.Kind, failure.GetBaseException().Message);
            }

            return isLast;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: {Kind} because {Reason} was not done: {Answer}")]
    private static partial void LogNotDone(ILogger logger, Guid sessionId, ControlKind kind, string reason, string answer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: {Kind} is given up until its next report: {Reason}")]
    private static partial void LogGivenUp(ILogger logger, Guid sessionId, ControlKind kind, string reason);
}
