using System.Diagnostics;
using Billing.Contracts.Service;

namespace Billing.Host.Composition;

/// <summary>Keeps a silo silent that may have been struck off without its knowledge, and ends it if it was.</summary>
/// <remarks>
/// <para>A process that stood still (stopped, swapped out, its machine suspended) for as long as others wait for its probes goes on with
/// a picture of the cluster that may be over: its balances are others' by now. The database refuses what it would write (the version
/// of the balance has moved on), but it could still let somebody in on terms of yesterday. So it answers nothing until the membership
/// table says that it belongs. The same after the database was away, when the network may have been too.</para>
/// <para>A thread of its own: what it measures is whether this process runs at all.</para>
/// </remarks>
internal sealed partial class SiloFence(
    ICommitHealth journal, IMembershipTable table, ILocalSiloDetails silo, IFatalErrorHandler end, ClusterSettings settings, ILogger<SiloFence> logger)
    : IHostedService, ICommitHealth, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _stopping = new();
    private Thread? _thread;
    private volatile bool _isClosed;

    public bool CanCommit => !_isClosed && journal.CanCommit;

    /// <summary>How long a silo may be unheard of before others take its grains.</summary>
    private TimeSpan Limit => settings.ProbeTimeout * settings.MissedProbes;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new(Watch) { IsBackground = true, Name = "fence" };
        _thread.Start();

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Set();
        await Task.Run(() => _thread?.Join(Limit), CancellationToken.None); // it may be asking the table
    }

    public void Dispose()
    {
        if (_thread is not { IsAlive: true })
        {
            _stopping.Dispose();
        }
    }

    private void Watch()
    {
        var seen = Stopwatch.GetTimestamp();
        var couldCommit = true;

        while (!_stopping.Wait(Tick))
        {
            var pause = Stopwatch.GetElapsedTime(seen);
            seen = Stopwatch.GetTimestamp();
            var canCommit = journal.CanCommit;

            if (pause > Limit)
            {
                LogStoodStill(logger, pause.TotalSeconds);
                _isClosed = true;
            }

            _isClosed |= !canCommit && couldCommit;
            couldCommit = canCommit;

            if (_isClosed && canCommit)
            {
                Look();
                seen = Stopwatch.GetTimestamp(); // the table's time is not ours
            }
        }
    }

    private void Look()
    {
        try
        {
            var entry = table.ReadRowAsync(silo.SiloAddress, CancellationToken.None).WaitAsync(Limit).GetAwaiter().GetResult().TryGet(silo.SiloAddress)?.Item1;

            switch (entry?.Status)
            {
                case SiloStatus.Active:
                    _isClosed = false;
                    LogBelongs(logger);
                    break;

                case null or SiloStatus.Dead:
                    end.OnFatalException(this, "others have struck this silo off while it was not heard of", null);
                    break;

                    // Others mean that it comes or goes: whoever decides that opens or closes the ports.
            }
        }
        catch (Exception failure)
        {
            LogUnknown(logger, failure.Message); // closed until it is known
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process stood still for {Seconds:0.0} s: silent until the cluster says that it still belongs")]
    private static partial void LogStoodStill(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "This silo belongs to the cluster: it serves again")]
    private static partial void LogBelongs(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether this silo belongs to the cluster could not be read: {Reason}")]
    private static partial void LogUnknown(ILogger logger, string reason);
}
