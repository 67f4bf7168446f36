using System.Collections.Concurrent;

namespace Billing.Radius.Server.Listening;

/// <summary>The sessions that a gateway has reported on one connection and not ended, by their Acct-Session-Ids.</summary>
/// <remarks>
/// A hint: which of several gateways behind one network has a session. It is in memory only, and full it begins anew: whoever is not
/// in it is looked for at all of them, and is in it again with the next report.
/// </remarks>
internal sealed class HeardSessions
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);
    private int _count;

    public bool Has(string? acctSessionId) => acctSessionId is not null && _names.ContainsKey(acctSessionId);

    public void Heard(string acctSessionId)
    {
        if (acctSessionId.Length == 0 || !_names.TryAdd(acctSessionId, true))
        {
            return;
        }

        if (Interlocked.Increment(ref _count) > Most)
        {
            _names.Clear();
            Interlocked.Exchange(ref _count, 0);
        }
    }

    public void Ended(string acctSessionId)
    {
        if (_names.TryRemove(acctSessionId, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
