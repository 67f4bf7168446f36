using System.Diagnostics;
using Billing.Core.Balances;
using Billing.Grains.Balances;

namespace Billing.Postgres.Balances;

/// <summary>What waits to be written: a lane for each writer, each with its share of the balances and with one writer at a time.</summary>
/// <remarks>
/// <para>One writer takes all lanes as long as what waits makes one good batch: two half ones cost more processor time than a whole one,
/// and the requests in them wait longer. With more than that a second one takes a lane of its own, and the database executes the one
/// batch while it flushes the other.</para>
/// <para>A balance is always in the same lane, so that its postings are written in the order in which they were decided.</para>
/// </remarks>
internal sealed class JournalLanes
{
    // A batch of fewer is dearer a posting than waiting for the writer that is at work: measured, see README.
    private const int Worthwhile = 128;

    // Who reports alone, or one after the other, waits for nobody.
    private const int Several = 4;

    // Measured, see README: with 3 to 5 ms the 99th percentile is lower than with none or 9.
    private static readonly TimeSpan ShortestBatch = TimeSpan.FromMilliseconds(4);

    private readonly Lane[] _lanes; // also the lock
    private readonly int _queueLength;
    private int _idle;
    private int _losses;
    private bool _isComplete;

    public JournalLanes(JournalOptions options)
    {
        _lanes = [.. Enumerable.Range(0, options.Writers).Select(_ => new Lane())];
        _queueLength = options.QueueLength;
    }

    /// <summary>How many postings wait to be sent.</summary>
    public int Waits
    {
        get
        {
            lock (_lanes)
            {
                return _lanes.Sum(lane => lane.Queue.Count);
            }
        }
    }

    /// <summary>How many writers have nothing to do.</summary>
    public int Idle => Volatile.Read(ref _idle);

    /// <summary>How often a writer lost its connection.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>A writer's connection is lost.</summary>
    public void CountLoss() => Interlocked.Increment(ref _losses);

    /// <summary>No more is taken in, and nothing waits for a writer that could take it.</summary>
    public bool IsDone
    {
        get
        {
            lock (_lanes)
            {
                return _isComplete && Array.TrueForAll(_lanes, lane => lane.IsTaken || lane.Queue.Count == 0);
            }
        }
    }

    public Task AppendAsync(Posting posting)
    {
        var waiting = new Waiting(posting);
        var lane = _lanes[(int)((ulong)posting.After.BalanceId % (uint)_lanes.Length)];

        lock (_lanes)
        {
            if (_isComplete || lane.Queue.Count >= _queueLength)
            {
                throw new CommitRefusedException("the journal is full or closed");
            }

            lane.Queue.Enqueue(waiting);

            // What comes behind a batch, or into another lane while there is one, is taken when that is done.
            if (_idle > 0 && !lane.IsTaken && (lane.Queue.Count == Worthwhile || (lane.Queue.Count == 1 && IsAlone)))
            {
                Monitor.Pulse(_lanes);
            }
        }

        return waiting.Task;
    }

    public void Complete()
    {
        lock (_lanes)
        {
            _isComplete = true;
            Monitor.PulseAll(_lanes);
        }
    }

    /// <summary>Takes what waits into a batch, and waits for it for a while if nothing does.</summary>
    /// <remarks>Who has waited for so long takes a few too: the other writer's batch is held up, and only its own lanes have to wait for that.</remarks>
    /// <param name="patience">Zero: without waiting.</param>
    /// <returns>Whether there is anything in the batch. Its lanes are the writer's until it gives them back.</returns>
    public bool TryTake(JournalBatch batch, int most, TimeSpan patience)
    {
        lock (_lanes)
        {
            var isPatient = true;

            if (!IsWorthwhile() && !_isComplete && patience > TimeSpan.Zero)
            {
                _idle++;
                isPatient = Monitor.Wait(_lanes, patience);
                _idle--;
            }

            if (!IsWorthwhile() && !((_isComplete || !isPatient) && HasFree()))
            {
                return false;
            }

            Take(batch, most);

            return true;
        }
    }

    /// <summary>Keeps the lanes of a batch that was small and soon done a little longer, so that the next one is larger.</summary>
    /// <remarks>Not of one that was large: as much again waits already. Nor of a few postings: without load nothing waits.</remarks>
    /// <param name="sentAt">By <see cref="Stopwatch"/>.</param>
    public static void Pace(JournalBatch batch, long sentAt)
    {
        if (batch.Waiting.Count is >= Several and < Worthwhile && ShortestBatch - Stopwatch.GetElapsedTime(sentAt) is { Ticks: > 0 } rest)
        {
            Thread.Sleep(rest);
        }
    }

    /// <summary>What was taken is answered; the lanes are anybody's.</summary>
    /// <remarks>Only by the thread that took it, since it may be in the midst of the batch.</remarks>
    /// <param name="isLost">It does not go on for now: whoever else can takes what waits.</param>
    public void Return(JournalBatch batch, bool isLost = false)
    {
        lock (_lanes)
        {
            foreach (var lane in batch.Lanes)
            {
                lane.IsTaken = false;
            }

            batch.Lanes.Clear();
            batch.Waiting.Clear();

            if (isLost)
            {
                Monitor.PulseAll(_lanes);
            }
        }
    }

    /// <summary>What a writer has taken, with what waits in its lanes, for it was decided on that; and in free ones, if nobody is left to take it.</summary>
    /// <param name="isLast">No other writer has a connection.</param>
    public (List<Waiting> Sent, List<Waiting> Queued) Empty(JournalBatch batch, bool isLast)
    {
        lock (_lanes)
        {
            var queued = new List<Waiting>();

            foreach (var lane in _lanes.Where(lane => batch.Lanes.Contains(lane) || (isLast && !lane.IsTaken)))
            {
                queued.AddRange(lane.Queue);
                lane.Queue.Clear();
            }

            return ([.. batch.Waiting], queued);
        }
    }

    // The one that waits longest first. Where two make a good batch each, the other is left to who is idle.
    private void Take(JournalBatch batch, int most)
    {
        var isLeft = false;

        foreach (var lane in _lanes.Where(lane => !lane.IsTaken && lane.Queue.Count > 0).OrderBy(lane => lane.Queue.Peek().At))
        {
            if (batch.Waiting.Count >= most || (batch.Waiting.Count >= Worthwhile && lane.Queue.Count >= Worthwhile && _idle > 0))
            {
                isLeft = true;

                continue;
            }

            lane.IsTaken = true;
            batch.Lanes.Add(lane);

            while (batch.Waiting.Count < most && lane.Queue.TryDequeue(out var waiting))
            {
                batch.Waiting.Add(waiting);
            }
        }

        if (isLeft && _idle > 0)
        {
            Monitor.Pulse(_lanes);
        }
    }

    private bool IsAlone => Array.TrueForAll(_lanes, lane => !lane.IsTaken);

    private bool HasFree() => Array.Exists(_lanes, lane => !lane.IsTaken && lane.Queue.Count > 0);

    // While another writer is at work, only what makes a good batch.
    private bool IsWorthwhile()
    {
        var waits = 0;

        foreach (var lane in _lanes)
        {
            waits += lane.IsTaken ? 0 : lane.Queue.Count;
        }

        return waits >= (IsAlone ? 1 : Worthwhile);
    }

    /// <summary>A share of the balances.</summary>
    internal sealed class Lane
    {
        public Queue<Waiting> Queue { get; } = new();

        public bool IsTaken { get; set; }
    }
}

/// <summary>What a writer has in hand.</summary>
internal sealed class JournalBatch
{
    public List<Waiting> Waiting { get; } = [];

    public List<JournalLanes.Lane> Lanes { get; } = [];
}
