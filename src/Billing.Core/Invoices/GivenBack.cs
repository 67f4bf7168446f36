using System.Collections.Immutable;
using Billing.Core.Amounts;

namespace Billing.Core.Invoices;

/// <summary>What one credit note gave.</summary>
/// <param name="Amount">Gross, above zero.</param>
/// <param name="Line">
/// The line of the invoice that it is of, from 1; null: of the invoice as a whole; 0: of charges of it that another invoice had, which was
/// taken back.
/// </param>
public sealed record NotedPart(decimal Amount, int? Line = null);

/// <summary>What of an issued invoice was given back, by credit notes and as unused days of the fees that it charged.</summary>
/// <remarks>
/// <para>Together, as the paper has them, they never give back more than it charged. A credit note that names a line is of that line only. Any other is of the
/// invoice as a whole, as are the taxes that it bears: it gives back the same share of what is left of each charge. What remains of a
/// fee is what its unused days may still be credited from.</para>
/// <para>All amounts are zero or more, in the invoice's currency, with taxes in them.</para>
/// </remarks>
/// <param name="Total">What the invoice came to.</param>
/// <param name="Charged">The same without what was credited on it, less its coupons; no less than the total.</param>
/// <param name="Notes">Its credit notes, in the order in which they were given.</param>
/// <param name="Unused">As unused days, wherever they were credited.</param>
public sealed record GivenBack(decimal Total, decimal Charged, ImmutableArray<NotedPart> Notes, decimal Unused)
{
    private const int Decimals = 5;

    /// <summary>The unused days as invoices print them, each line rounded by itself; null: as one line.</summary>
    public decimal? Printed { get; init; }

    /// <summary>By credit notes.</summary>
    public decimal Noted => Notes.Sum(note => note.Amount);

    /// <summary>What a credit note may still give.</summary>
    /// <remarks>Unused days are credited to 5 decimals, of which the paper has the minor unit: so a note reckons with them, and the last cent is not lost.</remarks>
    public decimal LeftToNote(int digits) =>
        decimal.Max(0, decimal.Min(Total - Noted, Charged - Noted - OnPaper(Printed ?? Unused, digits))).Round(digits, Rounding.Down);

    /// <summary>What a credit note may still give that names a line.</summary>
    /// <param name="charged">What the line came to.</param>
    /// <param name="unused">What of it was credited as unused days.</param>
    public decimal LeftToNote(int digits, int line, decimal charged, decimal unused) =>
        decimal.Max(0, decimal.Min(LeftToNote(digits), LeftOf(line, charged) - OnPaper(unused, digits))).Round(digits, Rounding.Down);

    /// <summary>What of a fee's unused days is credited.</summary>
    /// <param name="fee">As it was paid, without what coupons took off it; above zero.</param>
    /// <param name="feeGross">The same with its taxes.</param>
    /// <param name="unused">What its unused days come to, as the fee; zero or more.</param>
    /// <param name="line">The line that it is on, with what that came to; null where no note names one.</param>
    /// <returns>As the fee; no more than <paramref name="unused"/>.</returns>
    public decimal Creditable(decimal fee, decimal feeGross, decimal unused, (int Number, decimal Charged)? line = null)
    {
        // Without a note unused days are all that comes back, and those of a fee are never more than the fee.
        if (Noted <= 0 || Charged <= 0)
        {
            return unused;
        }

        var share = line is { Charged: > 0 } of ? fee * LeftOf(of.Number, of.Charged) / of.Charged : fee * LeftOf(null, Charged) / Charged;
        var rest = (Charged - Noted - Unused) * fee / feeGross;

        return decimal.Max(0, decimal.Min(unused, decimal.Min(share, rest).Round(Decimals, Rounding.Down)));
    }

    private static decimal OnPaper(decimal unused, int digits) => unused.Round(digits, Rounding.HalfAwayFromZero);

    // Notes in their order: a note of all takes the same share of what those before it left of each line.
    private decimal LeftOf(int? line, decimal charged)
    {
        var (left, all) = (charged, Charged);

        foreach (var note in Notes)
        {
            left -= note.Line switch
            {
                null when all > 0 => left * note.Amount / all,
                { } of when of == line => note.Amount,
                _ => 0,
            };
            all -= note.Amount;
        }

        return decimal.Max(0, left);
    }
}
