using System.Collections.Immutable;
using Billing.Core.Amounts;

namespace Billing.Core.Tariffs;

/// <summary>A ladder for one named period.</summary>
internal readonly record struct PeriodLadder(string Period, PriceLadder Ladder);

/// <summary>
/// The prices of a rate, without its destination and dates. The rates of a tariff that cost the same share one.
/// </summary>
internal sealed class RateTerms(RateRow row, Unit unit, PriceLadder ladder, ImmutableArray<PeriodLadder> periodLadders)
    : IEquatable<RateTerms>
{
    internal Unit Unit { get; } = unit;

    internal RateDirection Direction { get; } = row.Direction;

    internal Rounding Rounding { get; } = row.Rounding;

    internal int RoundTo { get; } = row.RoundTo;

    internal decimal ConnectFee { get; } = row.ConnectFee;

    internal long FreeUnits { get; } = row.FreeUnits;

    internal long PriceUnitSize { get; } = row.PriceUnitSize;

    internal decimal SurchargePercent { get; } = row.SurchargePercent;

    internal decimal MinimumCharge { get; } = row.MinimumCharge;

    internal decimal? MaximumCharge { get; } = row.MaximumCharge;

    /// <summary>Nothing but intervals makes the price, as with most rates: no fee, no surcharge, no bounds.</summary>
    internal bool IsPlain { get; } = row is
    {
        ConnectFee: 0, SurchargePercent: 0, MinimumCharge: 0, MaximumCharge: null,
    };

    internal PriceLadder Ladder { get; } = ladder;

    internal ImmutableArray<PeriodLadder> PeriodLadders { get; } = periodLadders;

    /// <summary>The ladder in force in a period; null is the default period.</summary>
    internal PriceLadder LadderIn(string? period)
    {
        foreach (var candidate in PeriodLadders)
        {
            if (string.Equals(candidate.Period, period, StringComparison.Ordinal))
            {
                return candidate.Ladder;
            }
        }

        return Ladder;
    }

    public bool Equals(RateTerms? other) => other is not null
        && (Unit, Direction, Rounding, RoundTo) == (other.Unit, other.Direction, other.Rounding, other.RoundTo)
        && (ConnectFee, FreeUnits, PriceUnitSize) == (other.ConnectFee, other.FreeUnits, other.PriceUnitSize)
        && SurchargePercent == other.SurchargePercent
        && MinimumCharge == other.MinimumCharge
        && MaximumCharge == other.MaximumCharge
        && Ladder.Equals(other.Ladder)
        && PeriodLadders.AsSpan().SequenceEqual(other.PeriodLadders.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as RateTerms);

    public override int GetHashCode() => HashCode.Combine(
        ConnectFee, FreeUnits, PriceUnitSize, SurchargePercent, MinimumCharge, MaximumCharge, Ladder, PeriodLadders.Length);
}
