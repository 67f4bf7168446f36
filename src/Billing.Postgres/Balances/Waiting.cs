using System.Diagnostics;
using Billing.Core.Balances;

namespace Billing.Postgres.Balances;

/// <summary>A posting on its way into the database, and who waits for it.</summary>
internal sealed class Waiting(Posting posting) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Posting Posting { get; } = posting;

    /// <summary>When it was appended.</summary>
    public long At { get; } = Stopwatch.GetTimestamp();

    public void Succeed() => TrySetResult();

    public void Fail(Exception failure) => TrySetException(failure);
}
