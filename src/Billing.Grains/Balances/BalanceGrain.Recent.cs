using Billing.Contracts.Sessions;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Grains.Sessions;
using NodaTime;

namespace Billing.Grains.Balances;

// What people see of it while it works: its share of the process's gauges, and the last steps of its sessions.
internal sealed partial class BalanceGrain
{
    // A session that ended is asked about more than any other; the last ones stay for as long as the balance does.
    private const int MostEnded = 16;

    private readonly Dictionary<Guid, StepRing> _recent = [];
    private readonly Queue<Guid> _ended = [];
    private Instant _since;
    private BalanceShare _counted;

    public ValueTask<RecentSteps> RecentAsync(Guid sessionId) => new(new RecentSteps(
        RuntimeIdentity, _since, _recent.TryGetValue(sessionId, out var ring) ? ring.ToSteps() : []));

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        meter.Left(_counted);
        _counted = default;
        memory.Return(_recent.Count);
        _recent.Clear();
    }

    // After each change of the balance in memory; a change that is refused is taken back with the activation.
    private void Count(Balance? balance)
    {
        var share = balance is null ? default : new BalanceShare(balance.Currency.Code, balance.Sessions.Count, balance.Held);
        meter.Moved(_counted, share);
        _counted = share;
    }

    private void Remember(Session session)
    {
        var id = session.Terms.SessionId;

        if (!_recent.TryGetValue(id, out var ring))
        {
            if (memory.TryTake() is not { } taken)
            {
                return;
            }

            _recent.Add(id, ring = taken);
        }

        ring.Add(session, Now());

        if (!session.IsOpen)
        {
            Forget(id);
        }
    }

    private void Forget(Guid ended)
    {
        if (_ended.Contains(ended))
        {
            return; // it had been closed before
        }

        _ended.Enqueue(ended);

        // One that goes on after its end is no longer what was kept here, and stays with those that run.
        while (_ended.Count > MostEnded)
        {
            var oldest = _ended.Dequeue();

            if (_balance?.Sessions.ContainsKey(oldest) is not true && _recent.Remove(oldest))
            {
                memory.Return(1);
            }
        }
    }
}
