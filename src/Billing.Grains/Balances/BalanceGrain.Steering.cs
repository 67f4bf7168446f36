using Billing.Contracts.Sessions;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Sessions;

namespace Billing.Grains.Balances;

// What gateways are to be told of running sessions, once it is durable. Nothing here waits, and nobody waits for it.
internal sealed partial class BalanceGrain
{
    private const int MostRenewed = 1_000;

    public async ValueTask SteerAsync() => await RenewAsync();

    // That number was read from the database, so what it stands for is durable; the claim says whether its gateway was told.
    public ValueTask SteerAgainAsync(Guid sessionId, int steerings)
    {
        if (Trusted().Sessions.GetValueOrDefault(sessionId) is { } session && session.Steerings == steerings)
        {
            steering.TryLeave(OrderOf(session));
        }

        return default;
    }

    // The number of the newest steering that was left to be given, by session; after a restart all are left once more, and
    // their claims in the database say that they were given.
    private readonly Dictionary<Guid, int> _steered = [];

    private void Steer(Session? before, Session session)
    {
        var id = session.Terms.SessionId;

        if (!session.IsOpen)
        {
            _steered.Remove(id);

            return;
        }

        // Funds came: if it was sent to a portal, it is let out. What is lost of this the sweep finds.
        if (before is { IsUsedUp: true, Terms.Unit: Unit.Byte } && before.Steerings == session.Steerings && !session.IsUsedUp)
        {
            Lift(session);

            return;
        }

        // One that is to end and goes on is asked for again with each report: whether its gateway has heard is in the claim.
        if (_steered.GetValueOrDefault(id) == session.Steerings && !session.IsUsedUp)
        {
            return;
        }

        if (steering.TryLeave(OrderOf(session)))
        {
            _steered[id] = session.Steerings;
        }
    }

    private void Lift(Session session) => steering.TryLeave(new(
        session.Terms.SessionId,
        Text($"lift {session.Steerings}"),
        ControlKind.ChangePolicy,
        session.Policy,
        Rules.Funds,
        "there are funds again"));

    private SteeringOrder OrderOf(Session session)
    {
        var (id, cause) = (session.Terms.SessionId, Text($"steering {session.Steerings}"));

        return session switch
        {
            { IsUsedUp: true } => new(id, cause, ControlKind.Disconnect, null, Rules.Funds, "funds, allowance or limit are used up"),
            { Policy: { } policy } when policy == _balance?.Limited?.Policy =>
                new(id, cause, ControlKind.ChangePolicy, policy, Rules.Dunning, "what is owed is overdue"),
            { Policy: { } policy } when policy == _balance?.PolicyAt(session.Terms, Now()) =>
                new(id, cause, ControlKind.ChangePolicy, policy, Rules.Product, "its product has this policy at this time"),
            { Policy: { } policy } => new(id, cause, ControlKind.ChangePolicy, policy, Rules.Allowance, "an allowance is used up"),
            _ => new(id, cause, ControlKind.ChangePolicy, null, Rules.Allowance, "nothing limits it any more"),
        };
    }

    // Nobody waits for it but the activation's end: what is decided here is on its way then, and the next one would read what was before.
    private Task _renewing = Task.CompletedTask;

    private void RenewBeside() => _renewing = _renewing.IsCompleted ? RenewAsync() : Task.WhenAll(_renewing, RenewAsync());

    /// <summary>
    /// After funds came in, limits or the time of day changed: sessions with a policy, and those that are used up, need not wait for their
    /// next report.
    /// </summary>
    private async Task RenewAsync()
    {
        var balance = Trusted();
        var at = Now();
        var steered = balance.Sessions.Values.Where(session => Charging.IsRenewable(balance, session, at)).Take(MostRenewed).ToArray();

        await Task.WhenAll(steered.Select(async known =>
        {
            try
            {
                var id = known.Terms.SessionId;

                if (_doubt is not null || _balance!.Sessions.GetValueOrDefault(id) is not { } session)
                {
                    return;
                }

                if (Charging.Renew(_balance, session, Now()) is { } posting)
                {
                    await CommitAsync(posting);
                }
                else if (session is { IsUsedUp: true, Terms: { Unit: Unit.Byte, SliceUnits: null } } && _balance.AvailableAt(Now()) > 0)
                {
                    Lift(session); // it was granted all at once, and is granted no more
                }
            }
            catch (CommitUnknownException)
            {
                // the next report plans it
            }
        }));
    }
}
