using NodaTime;

namespace Billing.Contracts.Usage;

/// <summary>Usage by day, from sums that are kept beside the transaction records; the newest records are always in them.</summary>
public interface IUsageQuery
{
    /// <summary>Days of an account's or customer's billing time zone, by when the usage began; days without any are left out.</summary>
    /// <exception cref="ArgumentException">The period is empty or longer than <see cref="UsageFilter.LongestPeriod"/> days, or names neither.</exception>
    Task<IReadOnlyList<UsageDay>> PerDayAsync(Scope scope, UsageFilter filter, CancellationToken cancellation);
}

/// <summary>Exactly one of the account and the customer is given.</summary>
/// <param name="To">The last day.</param>
public sealed record UsageFilter(LocalDate From, LocalDate To, long? AccountId = null, long? CustomerId = null, string? Service = null)
{
    public const int LongestPeriod = 400;
}

/// <param name="Units">Base units of the service that were used.</param>
/// <param name="Amount">In <paramref name="Currency"/>.</param>
public sealed record UsageDay(LocalDate Day, string Service, string Currency, long Events, decimal Units, decimal Amount);
