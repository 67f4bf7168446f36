using NodaTime;

namespace Billing.Contracts.Jobs;

/// <summary>Every long task that somebody began.</summary>
public interface IJobQuery
{
    /// <summary>The newest of each kind, the newest first.</summary>
    /// <param name="most">Of each kind.</param>
    Task<IReadOnlyList<JobRow>> ListAsync(int most, CancellationToken cancellation);
}

public enum JobKind
{
    RateImport,
    BillRun,
    BulkDisconnect,
    Export,
    Rerating,
    Vouchers,
    RateScaling,
}

public enum JobState
{
    Running,

    /// <summary>It waits for who began it.</summary>
    Waiting,
    Done,

    /// <summary>Done, but for some of it.</summary>
    Partly,
    Failed,
}

/// <param name="Key">Of its page: a run's name, an import's address below the tariffs.</param>
/// <param name="By">Null: it was not noted.</param>
/// <param name="Done">Of <paramref name="Total"/>, which is null where nobody knows it before the end; null: it cannot be counted.</param>
/// <param name="Problem">In English; null: none.</param>
/// <param name="From">Of a re-rating: records from then on, until <paramref name="To"/>; null: it is of no span of time.</param>
public sealed record JobRow(
    JobKind Kind, string Name, string Key, string? By, JobState State, long? Done, long? Total, string? Problem, Instant BegunAt, Instant? EndedAt, Instant? From = null, Instant? To = null);
