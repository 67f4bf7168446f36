using System.Runtime.InteropServices;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Core.Notifications;
using Billing.Core.Sessions;

namespace Billing.Postgres.Balances;

/// <summary>Postings that are written together, folded: a balance and a session appear once, as they are after the last.</summary>
internal sealed class CommitBatch
{
    private readonly Dictionary<long, BalanceStep> _steps = [];
    private readonly Dictionary<Guid, (Session Session, bool IsNew)> _sessions = [];

    public List<BalanceStep> Balances { get; } = [];

    public List<Session> Inserts { get; } = [];

    public List<Session> Updates { get; } = [];

    public List<LedgerEntry> Entries { get; } = [];

    public List<Xdr> Records { get; } = [];

    public List<(long BalanceId, Allowance Allowance)> Allowances { get; } = [];

    public List<(long BalanceId, Counter Counter)> Counters { get; } = [];

    public List<(long BalanceId, Operation Operation)> Operations { get; } = [];

    /// <summary>In the order in which they were decided; rare.</summary>
    public List<(long BalanceId, Definition Definition)> Definitions { get; } = [];

    /// <summary>What payers are to be told; rare.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>Whether anything beside balances, sessions, entries and records is in it.</summary>
    public bool HasFunds => Allowances.Count + Counters.Count + Operations.Count > 0;

    /// <exception cref="InvalidOperationException">A posting was not computed from the one before it: two writers' are among them.</exception>
    public void Fold(IEnumerable<Posting> postings)
    {
        Clear();

        foreach (var posting in postings)
        {
            Add(posting);
        }

        // In the order of the key: two writers that touch the same rows lock them in the same order.
        Balances.AddRange(_steps.Values);
        Balances.Sort(static (a, b) => a.Last.After.BalanceId.CompareTo(b.Last.After.BalanceId));

        foreach (var (session, isNew) in _sessions.Values)
        {
            (isNew ? Inserts : Updates).Add(session);
        }
    }

    private void Add(Posting posting)
    {
        ref var step = ref CollectionsMarshal.GetValueRefOrAddDefault(_steps, posting.After.BalanceId, out var isFolded);

        if (isFolded && step.Last.After.Version != posting.FromVersion)
        {
            throw new InvalidOperationException(
                $"balance {posting.After.BalanceId}: a posting of version {posting.FromVersion} comes after one that made it {step.Last.After.Version}");
        }

        step = new(isFolded ? step.FromVersion : posting.FromVersion, posting);

        if (posting.Session is { } after)
        {
            ref var session = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, after.Terms.SessionId, out _);
            session = (after, session.IsNew || posting.IsNewSession);
        }

        foreach (var entry in posting.Entries)
        {
            Entries.Add(entry);
        }

        if (posting.Record is { } record)
        {
            Records.Add(record);
        }

        if (posting.Operation is { } operation)
        {
            Operations.Add((posting.After.BalanceId, operation));
        }

        if (posting.Definition is { } definition)
        {
            Definitions.Add((posting.After.BalanceId, definition));
        }

        if (!posting.Notices.IsEmpty)
        {
            Notices.AddRange(posting.Notices);
        }

        // Most have none of these, and what finds what they replace costs an object.
        if (!posting.Allowances.IsEmpty || !posting.Counters.IsEmpty)
        {
            AddFunds(posting);
        }
    }

    private void AddFunds(Posting posting)
    {
        var balanceId = posting.After.BalanceId;

        foreach (var allowance in posting.Allowances)
        {
            Replace(Allowances, one => one.BalanceId == balanceId && one.Allowance.AllowanceId == allowance.AllowanceId, (BalanceId: balanceId, Allowance: allowance));
        }

        foreach (var counter in posting.Counters)
        {
            Replace(
                Counters,
                one => one.BalanceId == balanceId && one.Counter.Key == counter.Key && one.Counter.PeriodStart == counter.PeriodStart,
                (BalanceId: balanceId, Counter: counter));
        }
    }

    private static void Replace<T>(List<T> list, Predicate<T> isSame, T item)
    {
        list.RemoveAll(isSame);
        list.Add(item);
    }

    private void Clear()
    {
        Allowances.Clear();
        Counters.Clear();
        Operations.Clear();
        Definitions.Clear();
        Notices.Clear();
        _steps.Clear();
        _sessions.Clear();
        Balances.Clear();
        Inserts.Clear();
        Updates.Clear();
        Entries.Clear();
        Records.Clear();
    }
}

/// <summary>A balance from the version that the batch's first posting was computed from to that after its last.</summary>
internal readonly record struct BalanceStep(long FromVersion, Posting Last);
