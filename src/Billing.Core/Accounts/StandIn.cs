using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Accounts;

/// <summary>What an account was granted on trust while nothing could be committed: up to a limit a day.</summary>
/// <param name="Given">The price of all that was granted, in the account's currency, whether it was used or not.</param>
/// <param name="Since">When the day of the limit began: with the first such grant.</param>
public sealed record StandIn(decimal Given, Instant Since)
{
    private static readonly Duration Day = Duration.FromHours(24);

    public static StandIn None { get; } = new(0, Instant.MinValue);

    /// <summary>Grants what the rest of the day's limit buys; what costs nothing is granted without one.</summary>
    /// <param name="wanted">The most to grant, in base units.</param>
    /// <param name="limit">For a day, in the account's currency.</param>
    /// <returns>No units: the limit is reached, or the rate is forbidden; nothing was given then.</returns>
    public (long Units, StandIn After) Grant(Rate rate, long wanted, in RatingClock clock, decimal limit, Instant now)
    {
        var day = now - Since < Day ? this : new(0, now);
        var units = Pricing.Grant(rate, limit - day.Given, wanted, clock);

        return units > 0 ? (units, day with { Given = day.Given + decimal.Max(0, Pricing.Amount(rate, units, clock)) }) : (0, this);
    }
}
