using System.Collections.Immutable;
using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>A rate as it is typed in, imported or stored: not checked yet. <see cref="Rate.Create"/> checks it.</summary>
/// <remarks>
/// Prices, fees and bounds are in the tariff's currency, units are base units, times are half-open:
/// effective from <see cref="EffectiveFrom"/>, and no longer at <see cref="EffectiveTo"/>.
/// </remarks>
public sealed record RateRow
{
    /// <summary>Its number in the store; a stored rate never changes, so a session is pinned to it by number. 0: not stored.</summary>
    public long RateId { get; init; }

    /// <summary>Digits of a number's beginning, or a keyword; see <see cref="Tariffs.Destination"/>.</summary>
    public required string Destination { get; init; }

    public required Instant EffectiveFrom { get; init; }

    public Instant? EffectiveTo { get; init; }

    public RateStatus Status { get; init; }

    public RateDirection Direction { get; init; }

    /// <summary>Charged once per session with usage above zero, even when all of it is free units.</summary>
    public decimal ConnectFee { get; init; }

    /// <summary>The first units cost nothing; intervals start after them.</summary>
    public long FreeUnits { get; init; }

    /// <summary>The ladder of the default period, and of every period without a ladder of its own.</summary>
    public required IReadOnlyList<RateInterval> Intervals { get; init; }

    /// <summary>Ladders by the name of the tariff's period.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<RateInterval>> PeriodIntervals { get; init; } =
        ImmutableDictionary<string, IReadOnlyList<RateInterval>>.Empty;

    /// <summary>Base units in a price unit: 60 for prices per minute, 1 000 000 or 1 048 576 for prices per MB.</summary>
    public required long PriceUnitSize { get; init; }

    /// <summary>On the connect fee and the intervals, before the bounds.</summary>
    public decimal SurchargePercent { get; init; }

    /// <summary>The least that a session with usage above zero costs, before tax.</summary>
    public decimal MinimumCharge { get; init; }

    /// <summary>The most that a session costs, before tax.</summary>
    public decimal? MaximumCharge { get; init; }

    /// <summary>Decimals of the session's amount, 0 to 5.</summary>
    public int RoundTo { get; init; } = RateLimits.MaxRoundTo;

    public Rounding Rounding { get; init; }

    /// <summary>A rate as a row again, to make another one of it: not stored.</summary>
    public static RateRow Of(Rate rate)
    {
        ArgumentNullException.ThrowIfNull(rate);

        return new()
        {
            Destination = rate.Destination,
            EffectiveFrom = rate.EffectiveFrom,
            EffectiveTo = rate.EffectiveTo,
            Status = rate.Status,
            Direction = rate.Direction,
            ConnectFee = rate.ConnectFee,
            FreeUnits = rate.FreeUnits,
            Intervals = rate.Ladder.Intervals,
            PeriodIntervals = rate.PeriodLadders.ToImmutableDictionary(
                period => period.Key, period => (IReadOnlyList<RateInterval>)period.Value.Intervals),
            PriceUnitSize = rate.PriceUnitSize,
            SurchargePercent = rate.SurchargePercent,
            MinimumCharge = rate.MinimumCharge,
            MaximumCharge = rate.MaximumCharge,
            RoundTo = rate.RoundTo,
            Rounding = rate.Rounding,
        };
    }
}
