using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>Steers one running session: claims the order, lets the gateway be told, records what it says.</summary>
/// <remarks>
/// One order after the other, so that the gateway hears them in the order in which they were given. The claim is what makes
/// a cause be told once, also when this grain lives twice for a moment or the process is lost.
/// </remarks>
internal sealed class SessionControlGrain(
    ISessionStore sessions, IPortalStore portals, ISessionControlStore store, IGatewayControl gateways, TimeProvider clock)
    : Grain, ISessionControlGrain
{
    /// <summary>The longest cause, in characters.</summary>
    public const int MaxKey = 100;

    // What the records say in the place of a policy where a session is sent to its gateway's captive portal.
    private const string Portal = "portal";

    private Task _last = Task.CompletedTask;

    public Task<ControlReply> DisconnectAsync(DisconnectOrder order) =>
        InTurnAsync(new(order.Cause, ControlKind.Disconnect, null, order.By, order.Reason));

    public Task<ControlReply> ChangePolicyAsync(PolicyOrder order) =>
        InTurnAsync(new(order.Cause, ControlKind.ChangePolicy, order.Policy, order.By, order.Reason));

    private async Task<ControlReply> InTurnAsync(Order order)
    {
        if (order.Cause.Length is 0 or > MaxKey)
        {
            return new(ControlOutcome.NotSent, $"cause: expected 1 to {MaxKey} characters");
        }

        var (before, done) = (_last, new TaskCompletionSource());
        _last = done.Task;
        await before;

        try
        {
            return await FindAsync(this.GetPrimaryKey()) is { } target
                ? await DoAsync(target, order)
                : new(ControlOutcome.NotSent, "there is no such session");
        }
        finally
        {
            done.SetResult();
        }
    }

    // A login at a captive portal is steered as a session is, and is one as soon as it is let out.
    private async Task<Target?> FindAsync(Guid id)
    {
        if (await sessions.LoadAsync(id) is { Terms: { } terms } session)
        {
            var names = new ControlledSession(
                terms.SessionId,
                terms.BalanceId,
                terms.NodeId,
                terms.UserName,
                session.AcctSessionId,
                session.FramedAddress,
                terms.CalledParty,
                terms.CallingParty,
                session.GatewayUserName);

            return new(names, terms.AccountId, session.IsOpen, terms.SliceUnits is not null);
        }

        return await portals.LoadAsync(id) is { LiftedAt: null, EndedAt: null } login
            ? new(
                new(
                    login.Id,
                    login.BalanceId,
                    login.NodeId,
                    login.UserName,
                    login.AcctSessionId,
                    login.FramedAddress,
                    null,
                    login.CallingParty,
                    login.GatewayUserName),
                login.AccountId,
                IsOpen: true,
                login.ComesBack,
                login)
            : null;
    }

    private async Task<ControlReply> DoAsync(Target target, Order order)
    {
        var names = target.Names;

        // Whose funds go while they are let in is sent where they can pay, where their gateway can do that.
        if (order is { Kind: ControlKind.Disconnect, By: Rules.Funds, IsInstead: false } && !target.IsPortalLogin && gateways.HasHotline(names.NodeId))
        {
            order = order with { Kind = ControlKind.ChangePolicy, Policy = Portal, IsHotline = true };
        }

        var isByRule = order.By.StartsWith(Rules.Prefix, StringComparison.Ordinal);

        // A person lets out of the portal who would be let in: nobody else stays in.
        if (order is { Kind: ControlKind.ChangePolicy } && !isByRule && target.Login is { } login)
        {
            if (login.HeardAt is null)
            {
                return new(ControlOutcome.NotSent, "its gateway has not reported it yet: try again in a moment");
            }

            var test = await GrainFactory.GetGrain<IAccountGrain>(login.AccountId).TestAsync(
                new(login.UserName, null, login.Service, null, clock.Now(), login.NodeId));

            if (test.Result is not AccessResult.Granted)
            {
                return new(ControlOutcome.NotSent, $"it would not be let in: {test.Result.Reason()}");
            }

            order = order with { Policy = order.Policy ?? test.Policy };
        }

        // A policy for a session at the portal lets it out, a rule's or for a login any; where it is not there, funds that come are nothing to
        // tell of.
        if (order is { Kind: ControlKind.ChangePolicy, IsHotline: false } && (isByRule || target.IsPortalLogin))
        {
            order = order with { IsLift = target.IsPortalLogin || await store.IsAtPortalAsync(names.SessionId) };

            if (order is { By: Rules.Funds, IsLift: false })
            {
                return new(ControlOutcome.NotSent, "it is not at the portal", WasDoneBefore: true);
            }

            // What its gateway was granted at once has a limit there that nothing raises: it comes back for what there is now.
            if (order.IsLift && !target.ComesBack)
            {
                order = order with { Kind = ControlKind.Disconnect, Policy = null, IsLift = false, IsInstead = true };
            }
        }

        var claim = await store.ClaimAsync(new(
            names.SessionId,
            target.AccountId,
            names.NodeId,
            names.AcctSessionId,
            order.Cause,
            order.Kind,
            order.Policy,
            order.By,
            order.Reason));

        if (!claim.IsMine)
        {
            return claim.Before is { } before
                ? before with { WasDoneBefore = true }
                : new(ControlOutcome.NotSent, "the same order is at work: look again in a moment", WasDoneBefore: true);
        }

        if (!target.IsOpen)
        {
            return await AnsweredAsync(claim, new(ControlOutcome.NotSent, "the session has ended"), isFinal: true);
        }

        await NoteAsync(names, order);
        var answer = order switch
        {
            { IsHotline: true } => await gateways.HotlineAsync(names),
            { IsLift: true } => await gateways.LiftAsync(names, order.Policy),
            { Kind: ControlKind.Disconnect } => await gateways.DisconnectAsync(names),
            _ => await gateways.ChangePolicyAsync(names, order.Policy),
        };

        // Where it is to be disconnected instead, it is asked again until that is done.
        var reply = await AnsweredAsync(claim, Reply(answer), answer is { IsFinal: true, Disconnects: false });

        if (target.IsPortalLogin && order.IsLift && answer.Outcome is ControlOutcome.Acknowledged)
        {
            await GrainFactory.GetGrain<IPortalGrain>(names.SessionId).LiftedAsync();
        }

        return answer.Disconnects ? await InsteadAsync(target, order, reply) : reply;
    }

    // What a person changes is in the audit log before it is done; what rules do is in the records of the session only.
    private Task NoteAsync(ControlledSession names, Order order) =>
        order.Kind is ControlKind.Disconnect || order.By.StartsWith(Rules.Prefix, StringComparison.Ordinal)
            ? Task.CompletedTask
            : GrainFactory.GetGrain<IAuditLogGrain>(0).NoteAsync(new(
                order.By,
                "change-policy",
                EntityKinds.Session,
                $"{names.SessionId}",
                $"told {order.Policy ?? "its ordinary policy"} of session {names.SessionId} of {names.UserName}: {order.Reason}"));

    // A session whose policy cannot be changed comes back and is told it then, where its gateway's profile wants that.
    private async Task<ControlReply> InsteadAsync(Target target, Order order, ControlReply refused)
    {
        var cause = order.Cause.Length < MaxKey ? order.Cause + "+" : order.Cause[..^1] + "+";
        var reply = await DoAsync(
            target,
            new(cause, ControlKind.Disconnect, null, order.By, $"{order.Reason}; its policy could not be changed: {refused.Words}") { IsInstead = true });

        return reply with { Words = $"{refused.Words}; disconnected instead: {reply.Words}" };
    }

    private async Task<ControlReply> AnsweredAsync(ControlClaim claim, ControlReply reply, bool isFinal)
    {
        await store.AnsweredAsync(claim.ControlId, reply, isFinal);

        return reply;
    }

    private static ControlReply Reply(GatewayAnswer answer) =>
        new(answer.Outcome, answer.Words, answer.ErrorCause, answer.Tries, (int)answer.Took.TotalMilliseconds);

    /// <param name="ComesBack">Whether its gateway takes more than it was granted at first.</param>
    /// <param name="Login">What is at its gateway's portal and no session yet.</param>
    private sealed record Target(ControlledSession Names, long AccountId, bool IsOpen, bool ComesBack, StoredPortalLogin? Login = null)
    {
        public bool IsPortalLogin => Login is not null;
    }

    private sealed record Order(string Cause, ControlKind Kind, string? Policy, string By, string Reason)
    {
        /// <summary>It is sent to its gateway's captive portal.</summary>
        public bool IsHotline { get; init; }

        /// <summary>It comes back from there.</summary>
        public bool IsLift { get; init; }

        /// <summary>In the place of what was refused.</summary>
        public bool IsInstead { get; init; }
    }
}
