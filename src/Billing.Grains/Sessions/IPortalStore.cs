using Billing.Contracts.Sessions;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>Keeps the logins that are at a captive portal, and where sessions that came of them began.</summary>
public interface IPortalStore
{
    /// <summary>Nothing if the user name is no account's any more.</summary>
    Task BeginAsync(Guid id, PortalLogin login);

    Task<StoredPortalLogin?> LoadAsync(Guid id);

    /// <summary>
    /// The newest login that its gateway gave the report's name, now or before, if the report is of its time: it began before that login
    /// ended or got another name, at most a day after it ended at the portal or 31 days after the session's end that came of it. One whose
    /// session began has its session judge.
    /// </summary>
    Task<Guid?> NamedAsync(PortalSearch search);

    /// <summary>
    /// The login that a report is of that is of none by its name, and of no session: the newest that is at the portal and has not been
    /// heard of, of the same device where that is known; else one that had the name before, which a Start does not begin again.
    /// </summary>
    Task<Guid?> FindAsync(PortalSearch search);

    /// <summary>
    /// What its gateway said: it is there. Counters do not fall, but where another Acct-Session-Id is said, they are that one's. One that
    /// has ended is there again if another one is said.
    /// </summary>
    /// <param name="used">As of now.</param>
    /// <returns>False: it was let out meanwhile, or has ended as that, and nothing is written.</returns>
    Task<bool> HeardAsync(Guid id, UsageReport report, PortalUsage used);

    /// <summary>It ended at the portal under that name: a gateway may have ended it to begin it anew under another.</summary>
    /// <returns>False: it was let out meanwhile, and goes on; or it had ended.</returns>
    Task<bool> EndAsync(Guid id, string acctSessionId);

    /// <summary>Its gateway restarted: those that it had there are not believed to be there any more, until they are heard of.</summary>
    /// <param name="nasAddress">But for those that are known to be at another one behind it; null: at whichever.</param>
    /// <param name="nasIdentifier">The same.</param>
    Task EndOfNodeAsync(int nodeId, string? nasAddress, string? nasIdentifier, Instant heardBefore);

    /// <summary>A balance of this version does not let it out.</summary>
    Task CheckedAsync(Guid id, long balanceVersion);

    /// <summary>The session begins with these counters, if it had not begun.</summary>
    /// <returns>False: it has ended, or had begun.</returns>
    Task<bool> LiftedAsync(Guid id, PortalUsage used, Instant at);

    /// <summary>Of one that was let out: so many octets were used before that; they do not fall.</summary>
    Task UsedAsync(Guid id, PortalUsage used);

    /// <summary>
    /// Those that are there and may be let out: their balance changed since they were looked at, or the order is to be given again by
    /// now, or was obeyed and the session did not begin.
    /// </summary>
    Task<IReadOnlyList<PortalDue>> DueAsync(int most);
}

/// <summary>A report without our mark, whose login is looked for.</summary>
/// <param name="Service">What is reported: who is at the portal for something else is not meant, unless named.</param>
/// <param name="Others">It is none of these.</param>
/// <param name="BeganAt">When what is reported began, by the report.</param>
public sealed record PortalSearch(
    int NodeId,
    long AccountId,
    string AcctSessionId,
    string Service,
    string? CallingParty,
    bool IsStart,
    Instant BeganAt,
    IReadOnlyList<Guid> Others);

/// <param name="AcctSessionId">Null: its gateway has not said it yet.</param>
/// <param name="Used">At the portal, by what its gateway said until it was let out.</param>
/// <param name="LiftedAt">The session began.</param>
/// <param name="AcknowledgedAt">Its gateway has let it out.</param>
/// <param name="EndedAt">It ended at the portal, under the name that it had then.</param>
/// <param name="EarlierIds">The last names that its gateway gave it before this one.</param>
public sealed record StoredPortalLogin(
    Guid Id,
    long AccountId,
    long BalanceId,
    int NodeId,
    string UserName,
    string? Service,
    string? CallingParty,
    bool ComesBack,
    string? AcctSessionId,
    string? FramedAddress,
    string? GatewayUserName,
    Instant? HeardAt,
    PortalUsage Used,
    Instant? LiftedAt,
    Instant? AcknowledgedAt,
    Instant? EndedAt,
    IReadOnlyList<string> EarlierIds,
    string? NasAddress = null,
    string? NasIdentifier = null);

public readonly record struct PortalDue(Guid Id, long BalanceVersion);
