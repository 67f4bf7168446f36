using Billing.Contracts.Paging;

namespace Billing.Contracts.Sessions;

/// <summary>Sessions as they are stored: every answered report is in them.</summary>
public interface ISessionQuery
{
    /// <summary>Those that are open.</summary>
    Task<Page<SessionRow>> OpenAsync(Scope scope, SessionFilter filter, PageRequest<SessionSort> page, CancellationToken cancellation);

    /// <summary>An open or ended session, or a login at a captive portal; null when there is none in the scope, or when it was removed long after its end.</summary>
    Task<SessionRow?> FindAsync(Scope scope, Guid sessionId, CancellationToken cancellation);

    /// <summary>Open and ended sessions that a gateway calls so (Acct-Session-Id), the newest first.</summary>
    Task<IReadOnlyList<SessionRow>> NamedAsync(string acctSessionId, int most, CancellationToken cancellation);
}

/// <remarks>
/// Running longest is authorised first. What changes with every report has no index, for charging would pay for it: the other
/// orders are given only where a filter leaves few (<see cref="Page{T}.IsUnordered"/>).
/// </remarks>
public enum SessionSort
{
    AuthorizedAt,
    Cost,
    Held,

    /// <summary>Not priced, authorised, running.</summary>
    State,
}
