using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>Hears that an account was suspended, closed or let in again, whoever did that, and has its sessions disconnected.</summary>
internal sealed class ControlSweepGrain(ISessionControlStore store, SessionSteering steering, TimeProvider clock) : Grain, IControlSweepGrain
{
    private const int MostAtOnce = 500;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(400);

    private readonly HashSet<long> _reloaded = [];
    private long _sweptAt;

    public async Task<int> SweepAsync()
    {
        if (_sweptAt != 0 && clock.GetElapsedTime(_sweptAt) < Least)
        {
            return 0;
        }

        _sweptAt = clock.GetTimestamp();
        var (given, done) = (0, new List<long>());

        foreach (var account in await store.ChangedAsync(MostAtOnce))
        {
            // A login that was at work meanwhile, on what the grain remembered, may still open a session: it is looked for again.
            if (_reloaded.Add(account.ChangeId))
            {
                await GrainFactory.GetGrain<IAccountGrain>(account.AccountId).ReloadAsync();
            }
            else if (account.Sessions.Count == 0)
            {
                done.Add(account.ChangeId);
            }

            given += account.Sessions.Count(sessionId => steering.TryLeave(new(
                sessionId, $"status {account.ChangeId}", ControlKind.Disconnect, null, Rules.Status, $"the account is {account.Status}")));
        }

        await store.ForgetAsync(done);
        _reloaded.ExceptWith(done);

        return given;
    }
}
