using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Billing.Postgres.Balances;

/// <summary>How the journal fares: measured once a batch, not once a posting.</summary>
internal sealed class JournalMeter
{
    public const string Name = "Billing.Postgres.Journal";

    private static readonly InstrumentAdvice<long> Sizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000] };

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    private readonly Histogram<long> _sizes;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _commits;
    private readonly Counter<long> _postings;

    /// <param name="waiting">How many postings wait now.</param>
    /// <param name="isConnected">Whether effects can be made durable now.</param>
    public JournalMeter(IMeterFactory meters, Func<int> waiting, Func<bool> isConnected)
    {
        var meter = meters.Create(Name);
        _sizes = meter.CreateHistogram("billing.journal.batch.size", "{posting}", "Postings that were written as one transaction.", advice: Sizes);
        _waits = meter.CreateHistogram("billing.journal.wait.duration", "s", "How long the first posting of a batch waited until it was sent.", advice: Seconds);
        _commits = meter.CreateHistogram("billing.journal.commit.duration", "s", "From sending a batch to the database's word that it is durable.", advice: Seconds);
        _postings = meter.CreateCounter<long>("billing.journal.postings", "{posting}", "Postings by outcome: committed, refused (stale or wrong), unknown (the connection was lost).");
        meter.CreateObservableGauge("billing.journal.queue.length", () => waiting(), "{posting}", "Postings that wait to be sent.");
        meter.CreateObservableGauge("billing.journal.connected", () => isConnected() ? 1 : 0, "1", "1 while effects can be made durable; without it nothing is answered.");
    }

    /// <param name="firstAt">When the oldest posting of the batch was appended, by <see cref="Stopwatch"/>.</param>
    /// <returns>Now, by the same clock.</returns>
    public long Sent(int size, long firstAt)
    {
        var now = Stopwatch.GetTimestamp();
        _sizes.Record(size);
        _waits.Record(Stopwatch.GetElapsedTime(firstAt, now).TotalSeconds);

        return now;
    }

    public void Committed(int postings, long sentAt)
    {
        _commits.Record(Stopwatch.GetElapsedTime(sentAt).TotalSeconds);
        _postings.Add(postings, new KeyValuePair<string, object?>("billing.result", "committed"));
    }

    public void Refused(int postings) => _postings.Add(postings, new KeyValuePair<string, object?>("billing.result", "refused"));

    public void Unknown(int postings)
    {
        if (postings > 0)
        {
            _postings.Add(postings, new KeyValuePair<string, object?>("billing.result", "unknown"));
        }
    }
}
