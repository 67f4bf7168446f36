using Billing.Core.Amounts;

namespace Billing.Core.Invoices;

/// <summary>What of an issued invoice was given back, by credit notes and as unused days of the fees that it charged.</summary>
/// <remarks>
/// <para>Together they never give back more than it charged. A credit note is of the invoice as a whole, as are the taxes that it bears:
/// it gives back the same share of each charge, and what remains of a fee is what its unused days may still be credited from.</para>
/// <para>All amounts are zero or more, in the invoice's currency, with taxes in them.</para>
/// </remarks>
/// <param name="Total">What the invoice came to.</param>
/// <param name="Charged">The same without what was credited on it; no less than the total.</param>
/// <param name="Noted">By credit notes.</param>
/// <param name="Unused">As unused days, wherever they were credited.</param>
public sealed record GivenBack(decimal Total, decimal Charged, decimal Noted, decimal Unused)
{
    private const int Decimals = 5;

    /// <summary>What a credit note may still give.</summary>
    public decimal LeftToNote(int digits) =>
        decimal.Max(0, decimal.Min(Total - Noted, Charged - Noted - Unused)).Round(digits, Rounding.Down);

    /// <summary>What of a fee's unused days is credited.</summary>
    /// <param name="fee">As it was charged, above zero.</param>
    /// <param name="feeGross">The same with its taxes.</param>
    /// <param name="unused">What its unused days come to, as the fee; zero or more.</param>
    /// <returns>As the fee; no more than <paramref name="unused"/>.</returns>
    public decimal Creditable(decimal fee, decimal feeGross, decimal unused)
    {
        // Without a note unused days are all that comes back, and those of a fee are never more than the fee.
        if (Noted <= 0 || Charged <= 0)
        {
            return unused;
        }

        var share = fee * (Charged - Noted) / Charged;
        var rest = (Charged - Noted - Unused) * fee / feeGross;

        return decimal.Max(0, decimal.Min(unused, decimal.Min(share, rest).Round(Decimals, Rounding.Down)));
    }
}
