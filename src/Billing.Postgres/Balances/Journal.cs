using System.Diagnostics.Metrics;
using Billing.Contracts.Service;
using Billing.Core.Balances;
using Billing.Grains.Balances;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Postgres.Balances;

/// <summary>The silo's journal: a few writers, each with a connection of its own, and the lanes in which postings wait for them.</summary>
internal sealed class Journal : IJournal, ICommitHealth, IHostedService, IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _abandon = new();
    private readonly JournalLanes _lanes;
    private readonly JournalWriter[] _writers;

    private Task _running = Task.CompletedTask;

    public Journal(Database database, IMeterFactory meters, IOptions<JournalOptions> options, ILogger<Journal> logger)
    {
        var lanes = _lanes = new(options.Value);
        var meter = new JournalMeter(meters, () => lanes.Waits, () => CanCommit);
        _writers = [.. Enumerable.Range(0, options.Value.Writers).Select(_ => new JournalWriter(
            database.Commits, lanes, options.Value, () => Array.Exists(_writers!, writer => writer.HasConnection), meter, logger))];
    }

    /// <summary>Ends writers that nobody stopped: another part of the host could not start.</summary>
    public void Dispose()
    {
        _lanes.Complete();
        Task.WaitAny([_running], Grace); // else they would complain of the database that goes next
        _abandon.Dispose();
    }

    /// <summary>Whether a writer is left that can take everything.</summary>
    public bool CanCommit => Array.Exists(_writers, writer => writer.IsConnected);

    public Task AppendAsync(Posting posting) => _lanes.AppendAsync(posting);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_writers.Select(writer => writer.RunAsync(_abandon.Token)));

        return Task.CompletedTask;
    }

    /// <summary>Writes what is waiting, then closes; gives up when the host's patience ends.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _lanes.Complete();

        try
        {
            await _running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _abandon.CancelAsync();
        }
    }
}

/// <summary>Section <c>Billing:Journal</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>Connections that write; all but one only while much waits. More than two gain nothing on two cores.</summary>
    public int Writers { get; set; } = 2;

    /// <summary>The most postings in one transaction.</summary>
    public int BatchSize { get; set; } = 1_000;

    /// <summary>The most postings that wait in one lane, of as many as there are writers; past it they are refused, and the gateway repeats.</summary>
    public int QueueLength { get; set; } = 20_000;
}
