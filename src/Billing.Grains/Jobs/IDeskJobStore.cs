using Billing.Contracts.Jobs;
using NodaTime;

namespace Billing.Grains.Jobs;

/// <summary>Keeps work that somebody at a desk ordered and does not wait for.</summary>
public interface IDeskJobStore
{
    Task<DeskJob?> FindAsync(JobKind kind, string key);

    /// <summary>Begins one, unless there is one of the key.</summary>
    /// <returns>What is there now; null: the key is another kind's.</returns>
    Task<DeskJob?> BeginAsync(JobKind kind, string key, DeskJobOrder order, Instant now);

    /// <summary>Ends what has not ended; what has stays as it ended.</summary>
    /// <param name="result">The number or version of what was made.</param>
    /// <param name="problem">Why nothing was made, in English.</param>
    Task EndAsync(string key, long done, long? result, string? problem, Instant now);
}

/// <param name="Body">What was ordered, as JSON.</param>
/// <param name="Total">Null: it is known at the end.</param>
public sealed record DeskJobOrder(string Name, string Body, string By, long? Total);

public sealed record DeskJob(DeskJobOrder Order, long Done, long? Result, string? Problem, Instant BegunAt, Instant? EndedAt);
