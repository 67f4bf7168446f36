using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Rating;

/// <summary>When a session started, and by which clock and calendar its periods run.</summary>
/// <remarks>It does not tick: it is the same for every report of the session.</remarks>
/// <param name="StartAt">The session's start.</param>
/// <param name="Zone">The billing time zone of the account.</param>
/// <param name="Periods">The periods of the tariff; null when it has none.</param>
public readonly record struct RatingClock(Instant StartAt, DateTimeZone Zone, TariffPeriods? Periods);
