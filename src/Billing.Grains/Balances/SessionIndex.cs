using Billing.Core.Sessions;

namespace Billing.Grains.Balances;

/// <summary>Finds a balance's open sessions by what is known of them beside their number: for balances that have too many to go through.</summary>
/// <remarks>Made of the sessions that are open, and told of each change; of one turn at a time.</remarks>
internal sealed class SessionIndex
{
    /// <summary>With no more than this, all of them are looked at: most balances have a few, and an index each would be memory.</summary>
    public const int Few = 64;

    private readonly Dictionary<Name, List<Guid>> _asked = [];
    private readonly Dictionary<Name, List<Guid>> _named = [];
    private readonly Dictionary<(long AccountId, string Service), int> _counts = [];
    private readonly HashSet<Guid> _waiting = [];

    public SessionIndex(IEnumerable<Session> open)
    {
        foreach (var session in open)
        {
            Follow(null, session);
        }
    }

    /// <summary>Those that have not started.</summary>
    public IReadOnlyCollection<Guid> Waiting => _waiting;

    /// <summary>Those that have not started and were asked for under this name.</summary>
    public IReadOnlyList<Guid> AskedAs(long accountId, int nodeId, string name) => _asked.GetValueOrDefault(new(accountId, nodeId, name)) ?? [];

    /// <summary>Those to which their gateway has given this name.</summary>
    public IReadOnlyList<Guid> Named(long accountId, int nodeId, string name) => _named.GetValueOrDefault(new(accountId, nodeId, name)) ?? [];

    /// <summary>How many of a service an account has open.</summary>
    public int CountOf(long accountId, string service) => _counts.GetValueOrDefault((accountId, service));

    /// <param name="before">As it was before; null: it was not there.</param>
    /// <param name="after">As it is now, open or not.</param>
    public void Follow(Session? before, Session after)
    {
        var wasOpen = before is { IsOpen: true };

        if (wasOpen && after.IsOpen && before!.State == after.State && before.AcctSessionId == after.AcctSessionId && before.AskedAs == after.AskedAs)
        {
            return; // as of almost every report
        }

        if (wasOpen)
        {
            Note(before!, isOpen: false);
        }

        if (after.IsOpen)
        {
            Note(after, isOpen: true);
        }
    }

    private void Note(Session session, bool isOpen)
    {
        var (terms, id) = (session.Terms, session.Terms.SessionId);
        var counted = (terms.AccountId, terms.Service);
        var count = _counts.GetValueOrDefault(counted) + (isOpen ? 1 : -1);

        if (count > 0)
        {
            _counts[counted] = count;
        }
        else
        {
            _counts.Remove(counted);
        }

        Note(_named, session.AcctSessionId, terms, isOpen);

        if (session.State is not SessionState.Authorized)
        {
            return;
        }

        Note(_asked, session.AskedAs, terms, isOpen);

        if (isOpen)
        {
            _waiting.Add(id);
        }
        else
        {
            _waiting.Remove(id);
        }
    }

    private static void Note(Dictionary<Name, List<Guid>> names, string? called, SessionTerms terms, bool isOpen)
    {
        if (called is not { Length: > 0 })
        {
            return;
        }

        var name = new Name(terms.AccountId, terms.NodeId, called);

        if (isOpen)
        {
            if (!names.TryGetValue(name, out var added))
            {
                names.Add(name, added = new(1));
            }

            added.Add(terms.SessionId);
        }
        else if (names.TryGetValue(name, out var ids) && ids.Remove(terms.SessionId) && ids.Count == 0)
        {
            names.Remove(name);
        }
    }

    private readonly record struct Name(long AccountId, int NodeId, string Called);
}
