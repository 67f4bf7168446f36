using System.Collections.Immutable;
using Billing.Core.Amounts;

namespace Billing.Core.Tariffs;

/// <summary>Checks a row field by field, and compiles its prices when all of them are sound.</summary>
internal static class RateRules
{
    internal static RateTerms? Check(
        RateRow row, Unit unit, TariffPeriods? periods, ImmutableArray<RateError>.Builder errors)
    {
        CheckDestinationAndDates(row, errors);
        CheckAmounts(row, errors);
        CheckKinds(row, unit, errors);

        var ladder = Compile(nameof(row.Intervals), row.Intervals, errors);
        var periodLadders = row.PeriodIntervals.Count == 0 ? [] : CompilePeriods(row, periods, errors);

        return errors.Count > 0 ? null : new RateTerms(row, unit, ladder!, periodLadders);
    }

    /// <summary>Whether what is the row's own is sound: its destination, dates and status.</summary>
    internal static bool IsSoundBesideItsTerms(RateRow row) => Destination.FindError(row.Destination) is null
        && !(row.EffectiveTo <= row.EffectiveFrom)
        && row.Status is >= RateStatus.Active and <= RateStatus.Hidden;

    private static void CheckDestinationAndDates(RateRow row, ImmutableArray<RateError>.Builder errors)
    {
        Add(errors, nameof(row.Destination), Destination.FindError(row.Destination));
        Add(errors, nameof(row.EffectiveTo), row.EffectiveTo <= row.EffectiveFrom ? "is not after EffectiveFrom" : null);
    }

    private static void CheckAmounts(RateRow row, ImmutableArray<RateError>.Builder errors)
    {
        Add(errors, nameof(row.ConnectFee), RateLimits.FindMoneyError(row.ConnectFee));
        Add(errors, nameof(row.FreeUnits), FindRangeError(row.FreeUnits, 0, RateLimits.MaxUnits));
        Add(errors, nameof(row.PriceUnitSize), FindRangeError(row.PriceUnitSize, 1, RateLimits.MaxPriceUnitSize));
        Add(errors, nameof(row.SurchargePercent), RateLimits.FindMoneyError(row.SurchargePercent)
            ?? (row.SurchargePercent > RateLimits.MaxSurchargePercent ? "is above 1000 %" : null));
        Add(errors, nameof(row.RoundTo), FindRangeError(row.RoundTo, 0, RateLimits.MaxRoundTo));
        Add(errors, nameof(row.MinimumCharge), FindBoundError(row.MinimumCharge, row.RoundTo));

        if (row.MaximumCharge is { } maximum)
        {
            Add(errors, nameof(row.MaximumCharge), FindBoundError(maximum, row.RoundTo)
                ?? (maximum < row.MinimumCharge ? "is below MinimumCharge" : null));
        }
    }

    private static void CheckKinds(RateRow row, Unit unit, ImmutableArray<RateError>.Builder errors)
    {
        Add(errors, nameof(row.Status), row.Status is < RateStatus.Active or > RateStatus.Hidden ? "is unknown" : null);
        Add(errors, nameof(row.Direction),
            row.Direction is < RateDirection.Charge or > RateDirection.Payback ? "is unknown" : null);
        Add(errors, nameof(row.Rounding),
            row.Rounding is < Rounding.HalfAwayFromZero or > Rounding.Down ? "is unknown" : null);

        if (unit is < Unit.Second or > Unit.Event)
        {
            throw new ArgumentOutOfRangeException(nameof(unit), unit, null);
        }
    }

    // A bound finer than the rounding could be passed by the rounding, which comes last.
    private static string? FindBoundError(decimal bound, int roundTo) => RateLimits.FindMoneyError(bound)
        ?? (roundTo is >= 0 and <= RateLimits.MaxRoundTo && bound.Round(roundTo, Rounding.Down) != bound
            ? "has more decimals than RoundTo keeps"
            : null);

    private static string? FindRangeError(long value, long from, long to) =>
        value >= from && value <= to ? null : FormattableString.Invariant($"is not from {from} to {to}");

    private static ImmutableArray<PeriodLadder> CompilePeriods(
        RateRow row, TariffPeriods? periods, ImmutableArray<RateError>.Builder errors)
    {
        var ladders = ImmutableArray.CreateBuilder<PeriodLadder>(row.PeriodIntervals.Count);

        foreach (var (name, intervals) in row.PeriodIntervals.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (periods?.Find(name) is not { } period)
            {
                Add(errors, nameof(row.PeriodIntervals), $"names \"{name}\", which is no period of the tariff");
            }
            else if (Compile(nameof(row.PeriodIntervals), intervals, errors) is { } ladder)
            {
                ladders.Add(new(period.Name, ladder));
            }
        }

        return ladders.ToImmutable();
    }

    private static PriceLadder? Compile(
        string field, IReadOnlyList<RateInterval> intervals, ImmutableArray<RateError>.Builder errors)
    {
        if (!PriceLadder.TryCreate(intervals, out var ladder, out var error))
        {
            Add(errors, field, error);
        }

        return ladder;
    }

    private static void Add(ImmutableArray<RateError>.Builder errors, string field, string? message)
    {
        if (message is not null)
        {
            errors.Add(new(field, message));
        }
    }
}
