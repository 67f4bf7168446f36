using System.Collections.Immutable;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Sessions;

/// <summary>What a product has gateways apply to data sessions (a speed, say): at ordinary times, and in named periods of the day.</summary>
/// <param name="Ordinary">As a gateway's profile understands it, such as <c>10M/10M</c>; null: the gateway's own ordinary one.</param>
/// <param name="Periods">What the windows are periods of; null: there are no windows.</param>
/// <param name="Windows">The policy in a period, by the period's name; in a period without one the ordinary policy is in force.</param>
public sealed record SessionPolicy(string? Ordinary, TariffPeriods? Periods, ImmutableDictionary<string, string> Windows)
{
    /// <summary>The longest policy, in octets of UTF-8: what one attribute has room for (RFC 2865 5).</summary>
    public const int MaxOctets = 253;

    /// <summary>All that it ever says.</summary>
    public IEnumerable<string> All => Ordinary is null ? Windows.Values : Windows.Values.Append(Ordinary);

    /// <summary>The policy in force at an instant.</summary>
    /// <param name="zone">The account's billing time zone: its clock decides, as it does for prices.</param>
    public string? At(Instant instant, DateTimeZone zone) =>
        Periods?.At(instant, zone) is { } period && Windows.TryGetValue(period.Name, out var policy) ? policy : Ordinary;
}
