using Billing.Contracts.Paging;

namespace Billing.Contracts.Sessions;

/// <summary>Sessions as they are stored: every answered report is in them.</summary>
public interface ISessionQuery
{
    /// <summary>Those that are open.</summary>
    Task<Page<SessionRow>> OpenAsync(Scope scope, SessionFilter filter, PageRequest<SessionSort> page, CancellationToken cancellation);

    /// <summary>An open or ended session; null when there is none in the scope, or when it was removed long after its end.</summary>
    Task<SessionRow?> FindAsync(Scope scope, Guid sessionId, CancellationToken cancellation);
}

/// <remarks>Running longest is authorised first. Not by volume or cost: those change with every report, and are not indexed.</remarks>
public enum SessionSort
{
    AuthorizedAt,
}
