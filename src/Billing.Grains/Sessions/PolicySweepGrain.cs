using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using static System.FormattableString;

namespace Billing.Grains.Sessions;

/// <summary>Has balances look again at sessions whose stored policy is not the one that products, time of day and limits ask for.</summary>
/// <remarks>
/// The balance decides; this only says where to look. It knows nothing of allowances, so what may be an allowance's policy is left
/// alone.
/// </remarks>
internal sealed partial class PolicySweepGrain(
    ISessionPolicyStore store,
    IPortalStore portals,
    SessionSteering steering,
    IOptions<SessionOptions> options,
    TimeProvider clock,
    ILogger<PolicySweepGrain> logger) : Grain, IPolicySweepGrain
{
    private const int MostAtOnce = 5_000;
    private const int AtOnce = 50;

    // A balance that did not agree after it was read again has its reasons: it is asked again only after so many looks.
    private const int Rest = 40;

    private Dictionary<SteeredSession, int> _tried = [];
    private long _sweptAt;

    public async Task<int> SweepAsync()
    {
        if (_sweptAt != 0 && clock.GetElapsedTime(_sweptAt) < options.Value.PolicyInterval / 2)
        {
            return 0;
        }

        _sweptAt = clock.GetTimestamp();
        await store.ForgetGoneAsync();
        var untold = await store.UntoldAsync(MostAtOnce);
        await EachAsync(untold, (balance, session) => balance.SteerAgainAsync(session.SessionId, session.Steerings));

        return untold.Count + await AskAgainAsync() + await LookAtPortalsAsync() + await MendAsync(clock.Now());
    }

    // What needs no balance to know: the account's status, and that a portal's session has funds.
    private async Task<int> AskAgainAsync()
    {
        var blocked = await store.BlockedAsync(MostAtOnce);
        var lifted = await store.LiftedAsync(MostAtOnce);

        foreach (var (sessionId, cause, status) in blocked)
        {
            steering.TryLeave(new(sessionId, cause, ControlKind.Disconnect, null, Rules.Status, $"the account is {status}"));
        }

        foreach (var (sessionId, policy, steerings) in lifted)
        {
            steering.TryLeave(new(
                sessionId, Invariant($"lift {steerings}"), ControlKind.ChangePolicy, policy, Rules.Funds, "there are funds again"));
        }

        return blocked.Count + lifted.Count;
    }

    // Who was sent to a portal at the login, and may have paid since.
    private async Task<int> LookAtPortalsAsync()
    {
        var due = await portals.DueAsync(MostAtOnce);

        foreach (var few in due.Chunk(AtOnce))
        {
            await Task.WhenAll(few.Select(async login =>
            {
                try
                {
                    await GrainFactory.GetGrain<IPortalGrain>(login.Id).LookAsync(login.BalanceVersion);
                }
                catch (Exception failure)
                {
                    LogNotLookedAt(logger, login.Id, failure.GetBaseException().Message); // the next look finds it again
                }
            }));
        }

        return due.Count;
    }

    private async Task<int> MendAsync(Instant now)
    {
        var (products, limits) = await store.PoliciesAsync();
        var known = products.Values.SelectMany(policy => policy.All).Concat(limits).ToHashSet(StringComparer.Ordinal);
        var off = (await store.GroupsAsync()).Where(IsOff).ToArray();
        var found = off.Length == 0 ? [] : await store.SessionsAsync(off, MostAtOnce);
        var looks = found.ToDictionary(session => session, session => (_tried.GetValueOrDefault(session, -1) + 1) % Rest);
        _tried = looks;

        if (found.Count == MostAtOnce)
        {
            _sweptAt = 0; // there are more: whoever asks next goes on
        }

        // The first time it may only be later in the day; the second time what the balance has in memory is not what is stored.
        var again = found.Where(one => looks[one] == 1).DistinctBy(one => one.BalanceId).ToArray();
        await EachAsync(again, (balance, _) => balance.ReloadAsync());
        var due = found.Where(one => looks[one] <= 1).DistinctBy(one => one.BalanceId).ToArray();
        await EachAsync(due, (balance, _) => balance.SteerAsync());

        return due.Length;

        bool IsOff(PolicyGroup group)
        {
            var wanted = group.Limit
                ?? (group.ProductId is { } id ? products.GetValueOrDefault(id)?.At(now, DateTimeZoneProviders.Tzdb[group.ZoneId]) : null);

            return group.Told != wanted && (group.Limit is not null || group.Told is null || known.Contains(group.Told));
        }
    }

    private async Task EachAsync(IReadOnlyCollection<SteeredSession> sessions, Func<IBalanceGrain, SteeredSession, ValueTask> act)
    {
        foreach (var few in sessions.Chunk(AtOnce))
        {
            await Task.WhenAll(few.Select(async session =>
            {
                try
                {
                    await act(GrainFactory.GetGrain<IBalanceGrain>(session.BalanceId), session);
                }
                catch (Exception failure)
                {
                    LogNotDone(logger, session.BalanceId, failure.GetBaseException().Message); // the next look finds it again
                }
            }));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Login {Id} at a captive portal could not be looked at: {Reason}")]
    private static partial void LogNotLookedAt(ILogger logger, Guid id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Policies of balance {BalanceId}'s sessions could not be looked at: {Reason}")]
    private static partial void LogNotDone(ILogger logger, long balanceId, string reason);
}
