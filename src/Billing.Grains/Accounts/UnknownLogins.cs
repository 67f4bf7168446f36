using Billing.Contracts.Accounts;
using NodaTime;

namespace Billing.Grains.Accounts;

/// <summary>Rejected logins of names that are no account's, or that were not looked at, until they are written.</summary>
/// <remarks>
/// A subscriber who mistypes a name is a few names a day; whoever sends random ones is thousands a second. So a gateway brings
/// <see cref="NamesPerMinute"/> names a minute into the table for each reason, by each silo, and the others are one row that counts them.
/// </remarks>
internal sealed class UnknownLogins : IUnknownLogins
{
    public const int NamesPerMinute = 20;

    /// <summary>The longest name that is kept, in characters: RFC 2865 5.1 has no longer one.</summary>
    public const int MaxName = 253;

    // The name of those that were left out.
    private const string Others = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<(int NodeId, AccessResult Reason), HashSet<string>> _names = [];
    private Dictionary<(int NodeId, string UserName, AccessResult Reason), RejectedLogins> _waiting = [];
    private long _minute;

    public void Add(UnknownLogin login)
    {
        lock (_gate)
        {
            var name = Admit(login);
            var key = (login.NodeId, name, login.Reason);
            _waiting[key] = _waiting.TryGetValue(key, out var known)
                ? known with { LastAt = Instant.Max(known.LastAt, login.At), Times = known.Times + 1 }
                : new(0, login.NodeId, login.Reason, name, name.Length == 0 ? null : login.Service, login.At, login.At, 1);
        }
    }

    /// <summary>What waits to be written, and waits no more.</summary>
    public IReadOnlyCollection<RejectedLogins> Take()
    {
        lock (_gate)
        {
            var taken = _waiting.Values;
            _waiting = [];

            return taken;
        }
    }

    private string Admit(UnknownLogin login)
    {
        var minute = login.At.ToUnixTimeSeconds() / 60;

        if (minute > _minute)
        {
            _minute = minute;
            _names.Clear();
        }

        if (!_names.TryGetValue((login.NodeId, login.Reason), out var names))
        {
            _names[(login.NodeId, login.Reason)] = names = new(StringComparer.Ordinal);
        }

        var name = login.UserName.Length > MaxName ? login.UserName[..MaxName] : login.UserName;

        return names.Contains(name) || (names.Count < NamesPerMinute && names.Add(name)) ? name : Others;
    }
}
