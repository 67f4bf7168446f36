using Billing.Core.Amounts;

namespace Billing.Core.Tariffs;

/// <summary>
/// Bounds within which every sum of a rate fits a decimal: 10^16 units × 10^9 × (100 + 1000) % is below 7.9 × 10^28.
/// </summary>
public static class RateLimits
{
    /// <summary>The most usage of one session: 10 PB, or 300 million years.</summary>
    public const long MaxUnits = 10_000_000_000_000_000;

    /// <summary>The highest price or fee, in the tariff's currency.</summary>
    public const decimal MaxPrice = 1_000_000_000;

    public const int MaxPriceDecimals = 10;

    public const long MaxPriceUnitSize = 1_000_000_000_000;

    public const decimal MaxSurchargePercent = 1_000;

    /// <summary>Charges are kept to five decimals.</summary>
    public const int MaxRoundTo = 5;

    internal static string? FindMoneyError(decimal value) => value switch
    {
        < 0 => "is below zero",
        > MaxPrice => "is above 1000000000",
        _ when value.Round(MaxPriceDecimals, Rounding.Down) != value => "has more than 10 decimals",
        _ => null,
    };
}
