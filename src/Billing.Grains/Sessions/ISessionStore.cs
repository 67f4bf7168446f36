using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>Reads sessions as they are stored.</summary>
public interface ISessionStore
{
    Task<Session?> LoadAsync(Guid sessionId);

    /// <summary>The sessions to which a gateway gave this name, oldest first.</summary>
    Task<IReadOnlyList<Session>> FindByNameAsync(int nodeId, string acctSessionId);

    /// <summary>When a gateway last said that it restarted (Accounting-On or -Off), to whichever silo; null: never.</summary>
    /// <param name="nasAddress">Not when another one behind it said that; null: whichever.</param>
    /// <param name="nasIdentifier">The same.</param>
    Task<Instant?> RestartedAtAsync(int nodeId, string? nasAddress, string? nasIdentifier);

    /// <summary>Open sessions of a gateway that were last heard of before an instant: at most <paramref name="most"/>.</summary>
    /// <param name="nasAddress">Not those that are known to be of another one behind it; null: of whichever.</param>
    /// <param name="nasIdentifier">The same.</param>
    Task<IReadOnlyList<OpenSession>> OpenOfNodeAsync(int nodeId, string? nasAddress, string? nasIdentifier, Instant heardBefore, int most);

    /// <summary>Open sessions of an account, but for calls for help, oldest first: at most <paramref name="most"/>.</summary>
    Task<IReadOnlyList<Guid>> OpenOfAccountAsync(long accountId, int most);

    /// <summary>
    /// Open sessions that are silent for too long: running ones for three of their gateway's interim intervals, those that
    /// never started for as long as their kind may wait. At most <paramref name="most"/>, the longest silent first.
    /// </summary>
    /// <param name="heardSince">Before this nobody could be heard: silence counts from here at the earliest. Null: they could at any time.</param>
    Task<IReadOnlyList<OpenSession>> SilentAsync(
        Instant now, Duration unstartedCallAfter, Duration unstartedDataAfter, int most, Instant? heardSince = null);
}

/// <summary>An open session's key and when it was last heard of.</summary>
public sealed record OpenSession(Guid SessionId, Instant ReportedAt, Instant HeardAt);
