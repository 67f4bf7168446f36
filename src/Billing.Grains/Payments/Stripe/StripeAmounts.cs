using Billing.Core.Amounts;

namespace Billing.Grains.Payments.Stripe;

/// <summary>Amounts as Stripe writes them: whole numbers of its own smallest unit, which is not always ISO's.</summary>
/// <remarks>Source: docs.stripe.com/currencies, "zero-decimal", "special cases", "three-decimal".</remarks>
internal static class StripeAmounts
{
    private static readonly string[] Zero =
        ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly string[] Three = ["BHD", "JOD", "KWD", "OMR", "TND"];

    // No decimals, though they are written with two.
    private static readonly string[] Whole = ["ISK", "UGX"];

    /// <returns>Null: Stripe cannot take that amount, such as a thousandth of a dinar.</returns>
    public static long? Of(decimal amount, string currency)
    {
        var scaled = amount * Unit(currency);
        var step = Three.Contains(currency) ? 10 : Whole.Contains(currency) ? 100 : 1;

        return scaled.Round(0, Rounding.Down) == scaled && scaled % step == 0 ? (long)scaled : null;
    }

    /// <param name="currency">In whatever letters.</param>
    public static decimal From(long minorUnits, string currency) => minorUnits / (decimal)Unit(currency.ToUpperInvariant());

    private static int Unit(string currency) => Zero.Contains(currency) ? 1 : Three.Contains(currency) ? 1_000 : 100;
}
