using Billing.Contracts.Balances;
using Billing.Core.Balances;
using Billing.Core.Nodes;
using Billing.Core.Sessions;
using Billing.Grains.Sessions;
using NodaTime;

namespace Billing.Grains.Balances;

// Which of its open sessions is meant, where a request does not return our token.
internal sealed partial class BalanceGrain
{
    private SessionIndex? _index;

    // Made when it is first wanted, and kept up from then on; null: there are so few that all are looked at.
    private SessionIndex? Index => Trusted().Sessions is { Count: > SessionIndex.Few } open ? _index ??= new(open.Values) : _index;

    public ValueTask<Guid?> ClaimAsync(SessionClaim claim)
    {
        // The gateway may have named it a moment ago in a report that did return our token.
        if (Open(index => index.Named(claim.AccountId, claim.NodeId, claim.AcctSessionId)).Concat(_ending.Values).FirstOrDefault(session =>
                session.Terms.AccountId == claim.AccountId
                && session.Terms.NodeId == claim.NodeId
                && session.AcctSessionId == claim.AcctSessionId
                && !claim.Others.Contains(session.Terms.SessionId)) is { } named)
        {
            return new(named.Terms.SessionId);
        }

        var fitting = Open(index => index.Waiting)
            .Where(session => session.State is SessionState.Authorized
                && session.Terms.AccountId == claim.AccountId
                && session.Terms.NodeId == claim.NodeId
                && session.Terms.Service == claim.Service
                && Reports.MayBe(session.Terms.NasAddress, claim.NasAddress)
                && Reports.MayBe(session.Terms.NasIdentifier, claim.NasIdentifier)
                && (session.AcctSessionId is null || session.AcctSessionId == claim.AcctSessionId)
                && (session.Terms.CalledParty is not { } called || claim.CalledParty is not { } claimed || NumberPlan.AreSame(called, claimed))
                && (_claimed.GetValueOrDefault(session.Terms.SessionId) ?? claim.AcctSessionId) == claim.AcctSessionId
                && !claim.Others.Contains(session.Terms.SessionId))
            .MinBy(session => (_claimed.ContainsKey(session.Terms.SessionId) ? 0 : 1, session.AskedAs == claim.AcctSessionId ? 0 : 1, session.Terms.AuthorizedAt))?.Terms.SessionId;

        if (fitting is { } token)
        {
            _claimed[token] = claim.AcctSessionId;
        }

        return new(fitting);
    }

    // One that has started is no login that is repeated, nor is one that a name without our token was found to be of a moment ago.
    private Session? AskedBefore(SessionOpening opening) => opening.AskedAs is not { Length: > 0 } name
        ? null
        : Open(index => index.AskedAs(opening.AccountId, opening.NodeId, name)).FirstOrDefault(session =>
            session.State is SessionState.Authorized
            && session.AskedAs == name
            && session.Terms.AccountId == opening.AccountId
            && session.Terms.NodeId == opening.NodeId
            && session.Terms.Service == opening.Service
            && Reports.MayBe(session.Terms.NasAddress, opening.NasAddress)
            && Reports.MayBe(session.Terms.NasIdentifier, opening.NasIdentifier)
            && (session.Terms.CallingParty, session.Terms.CalledParty) == (opening.CallingParty, opening.CalledParty) // names are not unique
            && session.Terms.SessionId != opening.SessionId
            && !_claimed.ContainsKey(session.Terms.SessionId));

    private static UsageTotals Unused(Session session, Instant at) => new(
        default, Instant.Max(at, session.ReportedAt), session.HeardAt, session.ReportedAt, SessionState.Released, session.AcctSessionId,
        session.Incarnation, null, null);

    private IEnumerable<Session> Open(Func<SessionIndex, IEnumerable<Guid>> some) => Index is { } index
        ? some(index).Select(id => Trusted().Sessions[id])
        : Trusted().Sessions.Values;

    private void Follow(Balance before, Posting posting)
    {
        if (_index is not null && posting.Session is { } session)
        {
            _index.Follow(before.Sessions.GetValueOrDefault(session.Terms.SessionId), session);
        }
    }
}
