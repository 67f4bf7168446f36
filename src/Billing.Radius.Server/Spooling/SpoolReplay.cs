using System.Net;
using System.Net.Sockets;
using Billing.Contracts;
using Billing.Contracts.Service;
using Billing.Radius.Server.Accounting;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Billing.Radius.Server.Spooling;

/// <summary>Opens the spool where a gateway wants one or a process left something, and charges what is in it.</summary>
/// <remarks>
/// A report is charged as if it came now from its gateway, with the time when it came by the database's clock, and removed after that is durable: a crash in
/// between repeats it, which changes nothing (design: what counts is the increase over the session's high-water mark).
/// </remarks>
internal sealed partial class SpoolReplay(
    Spool spool,
    NodeRegistry nodes,
    AccountingDesk accounting,
    ICommitHealth health,
    TimeProvider clock,
    [FromKeyedServices(MachineClock.Key)] TimeProvider machine,
    ILogger<SpoolReplay> logger)
    : BackgroundService
{
    private const int BatchSize = 500;
    private const int AtOnce = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(1);

    private bool _isFailureTold;
    private long? _nothingAt; // by the clock's timestamps, for the time of day may be set back by hours

    /// <summary>What a process left is counted from the first moment that this one is asked: 0 means that nothing waits.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _ = IsOpen();

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);

        do
        {
            try
            {
                if (IsOpen() && health.CanCommit && (_nothingAt is not { } at || clock.GetElapsedTime(at) >= LongPause))
                {
                    await ReplayAsync(stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, failure.Message);
            }
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool IsOpen()
    {
        if (spool.IsOpen)
        {
            return true;
        }

        if (!spool.Exists && !nodes.Nodes.Any(node => node.View.OutageLimit is not null))
        {
            return false;
        }

        try
        {
            spool.Open();
            _isFailureTold = false;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            if (!_isFailureTold)
            {
                LogClosed(logger, failure.Message);
                _isFailureTold = true;
            }

            return false;
        }

        return true;
    }

    private async Task ReplayAsync(CancellationToken stopping)
    {
        if (spool.Count() is not (> 0 and var waiting))
        {
            return;
        }

        LogReplay(logger, waiting);
        var (charged, failed) = (0L, 0L);

        while (health.CanCommit && !stopping.IsCancellationRequested && charged + failed < waiting && spool.Take(BatchSize) is { Count: > 0 } batch)
        {
            var results = await ReplayAsync(batch);
            spool.Remove(results.Where(result => result.IsCharged).Select(result => result.ReportId));
            spool.Postpone(results.Where(result => !result.IsCharged).Select(result => result.ReportId));
            charged += results.Count(result => result.IsCharged);
            failed += results.Count(result => !result.IsCharged);
        }

        LogReplayed(logger, charged, spool.Count());

        // What cannot be charged is not asked about every second.
        _nothingAt = charged == 0 && health.CanCommit ? clock.GetTimestamp() : null;
    }

    // Reports of one session one after the other, as they came; a restart of a gateway by itself, since it ends what came before it.
    private async Task<IReadOnlyList<(long ReportId, bool IsCharged)>> ReplayAsync(IReadOnlyList<SpooledReport> batch)
    {
        var results = new List<(long, bool)>();

        for (var from = 0; from < batch.Count;)
        {
            var end = from;

            while (end < batch.Count && !IsRestart(batch[end]))
            {
                end++;
            }

            end = Math.Max(end, from + 1);
            var sessions = batch.Skip(from).Take(end - from).GroupBy(SessionOf).ToList();

            foreach (var few in sessions.Chunk(AtOnce))
            {
                var parts = await Task.WhenAll(few.Select(ReplayAsync));
                results.AddRange(parts.SelectMany(part => part));
            }

            from = end;
        }

        return results;
    }

    private async Task<IReadOnlyList<(long, bool)>> ReplayAsync(IEnumerable<SpooledReport> ofSession)
    {
        var results = new List<(long, bool)>();

        foreach (var report in ofSession)
        {
            results.Add((report.ReportId, await TryAsync(report)));
        }

        return results;
    }

    private async Task<bool> TryAsync(SpooledReport report)
    {
        if (nodes.Find(report.NodeId) is not { } node || RadiusPacket.TryParse(report.Packet, out var packet) is not ParseOutcome.Ok)
        {
            LogKept(logger, report.ReportId, $"gateway {report.NodeId} is not known any more");

            return false;
        }

        var exchange = new Exchange(Nowhere.One, static _ => { });
        report.Packet.CopyTo(exchange.Buffer);
        exchange.Received(report.Packet.Length, clock.GetTimestamp());
        exchange.Admit(node, new(), report.CameAt(clock.Now(), machine.Now(), clock.GetElapsedTime(0)));

        try
        {
            await accounting.RecordAsync(exchange);

            return true;
        }
        catch (Exception failure)
        {
            LogKept(logger, report.ReportId, failure.GetBaseException().Message);

            return false;
        }
    }

    private static bool IsRestart(SpooledReport report) =>
        RadiusPacket.TryParse(report.Packet, out var packet) is ParseOutcome.Ok
        && packet.TryGetUInt32(Attributes.AcctStatusType, out var type)
        && (AcctStatusType)type is AcctStatusType.AccountingOn or AcctStatusType.AccountingOff;

    private static string SessionOf(SpooledReport report)
    {
        RadiusPacket.TryParse(report.Packet, out var packet);

        return $"{report.NodeId}/{(packet.TryGet(Attributes.AcctSessionId, out var name) ? Convert.ToHexString(name) : "")}";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool cannot be opened, so that no gateway is answered while the database is away: {Reason}")]
    private static partial void LogClosed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reports wait in the spool and are charged now")]
    private static partial void LogReplay(ILogger logger, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Charged} reports of the spool are charged; {Left} are left in it")]
    private static partial void LogReplayed(ILogger logger, long charged, long left);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Report {ReportId} stays in the spool: {Reason}")]
    private static partial void LogKept(ILogger logger, long reportId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool could not be charged: {Reason}; it is tried again")]
    private static partial void LogFailed(ILogger logger, string reason);

    /// <summary>The gateway was answered when the report was spooled.</summary>
    private sealed class Nowhere : IPath
    {
        public static Nowhere One { get; } = new();

        public PortKind Kind => PortKind.Acct;

        public AddressFamily Family => AddressFamily.InterNetwork;

        public void Send(ReadOnlySpan<byte> answer, SocketAddress destination)
        {
        }
    }
}
