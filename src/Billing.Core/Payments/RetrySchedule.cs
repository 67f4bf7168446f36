using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Payments;

/// <summary>When a payment that is made by itself is tried again after a decline.</summary>
/// <param name="Waits">Before the second attempt, the third …; after the last of them it is given up.</param>
public sealed record RetrySchedule(ImmutableArray<Duration> Waits)
{
    /// <summary>A day, three days and five days later: the banks' own usual advice, within a month's payment term.</summary>
    public static readonly RetrySchedule Usual = new([Duration.FromDays(1), Duration.FromDays(3), Duration.FromDays(5)]);

    /// <summary>When the next attempt is due; null: there is none.</summary>
    /// <param name="attempt">The one that was declined, from one.</param>
    /// <param name="isFinal">No later attempt can succeed: the card is gone, or its holder must confirm.</param>
    public Instant? After(int attempt, bool isFinal, Instant declinedAt) =>
        isFinal || attempt > Waits.Length ? null : declinedAt + Waits[attempt - 1];
}
