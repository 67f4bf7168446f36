using System.Collections.Immutable;

namespace Billing.Core.Rating;

/// <summary>A session's whole usage with its price, explained.</summary>
/// <param name="UsedUnits">Base units as reported.</param>
/// <param name="ChargedUnits">Base units of the started intervals, whole, without the rate's free units.</param>
/// <param name="Amount">In the tariff's currency; the sum of the parts.</param>
/// <param name="Parts">In the order in which they are charged.</param>
public sealed record RatedUsage(long UsedUnits, long ChargedUnits, decimal Amount, ImmutableArray<RatedPart> Parts)
{
    /// <summary>What was added since an earlier usage of the same session; a minimum charge that was outgrown is taken back.</summary>
    public RatedUsage Since(RatedUsage earlier)
    {
        var added = Parts
            .Select(part => earlier.Parts.FirstOrDefault(part.IsSame) is { } before
                ? part with
                {
                    FromUnit = part.FromUnit + before.Units,
                    Units = part.Units - before.Units,
                    Amount = part.Amount - before.Amount,
                }
                : part)
            .Concat(earlier.Parts
                .Where(before => !Parts.Any(before.IsSame))
                .Select(before => before with { Units = -before.Units, Amount = -before.Amount }));

        return new(
            UsedUnits - earlier.UsedUnits,
            ChargedUnits - earlier.ChargedUnits,
            Amount - earlier.Amount,
            [.. added.Where(part => part is not { Units: 0, Amount: 0 })]);
    }
}

/// <summary>One line of the explanation.</summary>
/// <param name="FromUnit">The session's unit, counted from 0, with which the part begins.</param>
/// <param name="Units">Base units, whole intervals; 0 where the part is not for units.</param>
/// <param name="Period">The name of the tariff's period; null is the default period.</param>
/// <param name="Price">Per price unit; for a connect fee the fee, for a surcharge the percentage.</param>
/// <param name="Amount">What the part adds to the session's rounded amount, so that nothing is lost between parts.</param>
public sealed record RatedPart(
    RatedPartKind Kind, long FromUnit, long Units, string? Period, decimal Price, decimal Amount)
{
    /// <summary>The allowance that pays; null: money.</summary>
    public int? AllowanceId { get; init; }

    /// <summary>The discount plan that counts these units.</summary>
    public long? DiscountId { get; init; }

    /// <summary>What is off the price: the discount, or 100 for an allowance.</summary>
    public decimal Percent { get; init; }

    internal bool IsSame(RatedPart other) =>
        Kind == other.Kind && FromUnit == other.FromUnit && (Kind is not RatedPartKind.ReservedMoney || AllowanceId == other.AllowanceId);
}

/// <summary>What a part is for. The numbers are stored: they never change.</summary>
public enum RatedPartKind
{
    Usage = 0,
    FreeUnits = 1,
    ConnectFee = 2,
    Surcharge = 3,

    /// <summary>What was missing to the minimum charge.</summary>
    Minimum = 4,

    /// <summary>What was above the maximum charge: negative.</summary>
    Maximum = 5,

    /// <summary>What an allowance of money paid: negative.</summary>
    ReservedMoney = 6,
}
