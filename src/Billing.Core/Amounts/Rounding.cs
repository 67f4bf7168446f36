namespace Billing.Core.Amounts;

/// <summary>How an amount is brought to a number of decimals. The numbers are stored and sent: they never change.</summary>
public enum Rounding
{
    /// <summary>To the nearest; a tie goes away from zero (2.345 → 2.35, −2.345 → −2.35).</summary>
    HalfAwayFromZero = 0,

    /// <summary>To the nearest; a tie goes to the even neighbour (2.345 → 2.34, 2.355 → 2.36).</summary>
    HalfEven = 1,

    /// <summary>Away from zero, whatever is cut off (2.341 → 2.35, −2.341 → −2.35).</summary>
    Up = 2,

    /// <summary>Toward zero: what is beyond the last decimal is cut off (2.349 → 2.34, −2.349 → −2.34).</summary>
    Down = 3,
}

public static class RoundingExtensions
{
    /// <summary>The value with no more than <paramref name="decimals"/> decimals.</summary>
    /// <remarks>Non-decreasing in <paramref name="value"/>, and symmetric: <c>Round(−x) = −Round(x)</c>.</remarks>
    /// <param name="decimals">0 to 28.</param>
    public static decimal Round(this decimal value, int decimals, Rounding rounding) => rounding switch
    {
        Rounding.HalfAwayFromZero => decimal.Round(value, decimals, MidpointRounding.AwayFromZero),
        Rounding.HalfEven => decimal.Round(value, decimals, MidpointRounding.ToEven),
        Rounding.Up when value < 0 => decimal.Round(value, decimals, MidpointRounding.ToNegativeInfinity),
        Rounding.Up => decimal.Round(value, decimals, MidpointRounding.ToPositiveInfinity),
        Rounding.Down => decimal.Round(value, decimals, MidpointRounding.ToZero),
        _ => throw new ArgumentOutOfRangeException(nameof(rounding), rounding, null),
    };
}
