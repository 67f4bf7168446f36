using Billing.Contracts.Records;
using NodaTime;

namespace Billing.Contracts.Usage;

/// <summary>What staff see first. For one shared snapshot per process, not for each viewer.</summary>
public interface IDashboardQuery
{
    /// <param name="zone">Whose days are meant; its offset is a multiple of a quarter of an hour.</param>
    Task<Dashboard> ShowAsync(DateTimeZone zone, Instant now, CancellationToken cancellation);
}

/// <summary>Charged means recorded: as the ledger has it, whenever the usage was.</summary>
/// <param name="Today">The day that the figures are of, in the asked time zone.</param>
/// <param name="ChargedToday">By currency.</param>
/// <param name="ChargedWeekAgo">The same day a week ago, until the same time.</param>
/// <param name="PaidToday">Top-ups by currency.</param>
/// <param name="Payments">How many those were.</param>
/// <param name="SessionsNow">Open sessions by service, the largest first.</param>
/// <param name="ServicesToday">The largest first.</param>
/// <param name="ChargedPerDay">The last 14 days with today, oldest first.</param>
/// <param name="TopDestinations">Of the last 7 days of UTC with today, by amount; at most 10 of a currency.</param>
/// <param name="UnratedToday">Records that nothing priced.</param>
/// <param name="LongSessions">Open for more than <see cref="LongAfter"/>.</param>
/// <param name="Suspense">Reports of nobody we know since the day began: sessions of them.</param>
public sealed record Dashboard(
    LocalDate Today,
    IReadOnlyList<CurrencyAmount> ChargedToday,
    IReadOnlyList<CurrencyAmount> ChargedWeekAgo,
    IReadOnlyList<CurrencyAmount> PaidToday,
    int Payments,
    IReadOnlyList<ServiceCount> SessionsNow,
    IReadOnlyList<ServiceTotal> ServicesToday,
    IReadOnlyList<UsageDay> ChargedPerDay,
    IReadOnlyList<DestinationTotal> TopDestinations,
    long UnratedToday,
    long LongSessions,
    long Suspense)
{
    /// <summary>Payments since the day began that the provider declined.</summary>
    public long DeclinedToday { get; init; }

    /// <summary>How many payments there were in each currency.</summary>
    public IReadOnlyDictionary<string, long> PaymentsByCurrency { get; init; } = new Dictionary<string, long>();

    /// <summary>Records of the last minute.</summary>
    public long ChargesAMinute { get; init; }

    public long PaymentsOf(string currency) => PaymentsByCurrency.GetValueOrDefault(currency);

    public static readonly Duration LongAfter = Duration.FromHours(6);
}

public sealed record ServiceCount(string Service, long Sessions);

/// <param name="Destination">The rate's prefix or keyword.</param>
/// <param name="Units">Base units of the service.</param>
public sealed record DestinationTotal(
    string Destination, string? DestinationName, string Service, string Currency, long Events, decimal Units, decimal Amount);
