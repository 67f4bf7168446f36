using System.Collections.Concurrent;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Grains.Balances;
using Billing.Grains.Sessions;
using NodaTime;

namespace Billing.Grains.Tests;

/// <summary>What goes wrong, and for whom.</summary>
internal sealed class Faults
{
    private readonly ConcurrentDictionary<long, int> _lost = [];
    private readonly ConcurrentDictionary<Guid, Task> _slow = [];

    /// <summary>The answers to a balance's next commits are lost; they are written.</summary>
    internal void LoseAnswers(long balanceId, int commits = 1) => _lost[balanceId] = commits;

    /// <summary>The next reading of a session's row arrives only when <paramref name="until"/> completes.</summary>
    internal void Delay(Guid sessionId, Task until) => _slow[sessionId] = until;

    /// <summary>The delayed reading has not begun.</summary>
    internal bool IsToCome(Guid sessionId) => _slow.ContainsKey(sessionId);

    internal bool IsLost(long balanceId) => _lost.TryGetValue(balanceId, out var left) && left > 0 && _lost.TryUpdate(balanceId, left - 1, left);

    internal Task Slow(Guid sessionId) => _slow.TryRemove(sessionId, out var until) ? until : Task.CompletedTask;
}

internal sealed class LossyJournal(IJournal journal, Faults faults) : IJournal
{
    public async Task AppendAsync(Posting posting)
    {
        await journal.AppendAsync(posting);

        if (faults.IsLost(posting.After.BalanceId))
        {
            throw new CommitUnknownException("the answer was lost", null);
        }
    }
}

internal sealed class SlowSessionStore(ISessionStore store, Faults faults) : ISessionStore
{
    public async Task<Session?> LoadAsync(Guid sessionId)
    {
        var slow = faults.Slow(sessionId);
        var session = await store.LoadAsync(sessionId);
        await slow;

        return session;
    }

    public Task<IReadOnlyList<Session>> FindByNameAsync(int nodeId, string acctSessionId) => store.FindByNameAsync(nodeId, acctSessionId);

    public Task<Instant?> RestartedAtAsync(int nodeId) => store.RestartedAtAsync(nodeId);

    public Task<IReadOnlyList<OpenSession>> OpenOfNodeAsync(int nodeId, Instant heardBefore, int most) =>
        store.OpenOfNodeAsync(nodeId, heardBefore, most);

    public Task<IReadOnlyList<Guid>> OpenOfAccountAsync(long accountId, int most) => store.OpenOfAccountAsync(accountId, most);

    public Task<IReadOnlyList<OpenSession>> SilentAsync(
        Instant now, Duration unstartedCallAfter, Duration unstartedDataAfter, int most, Instant? heardSince = null) =>
        store.SilentAsync(now, unstartedCallAfter, unstartedDataAfter, most, heardSince);
}
