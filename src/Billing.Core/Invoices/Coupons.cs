using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;

namespace Billing.Core.Invoices;

/// <summary>Takes coupons off invoices.</summary>
public static class Coupons
{
    /// <summary>What coupons take off an invoice, one after the other in the order in which they were given, each of what those before it left.</summary>
    /// <remarks>
    /// Never more than all of it, and one of named plans no more than what is left of these: the rest of it is off nothing else. A coupon is rounded
    /// once, and is a line for each tax code, so that what is left of each is taxed: its share of what is charged with that code, of rounded parts
    /// that sum to it exactly. So are the shares of the lines that it is off.
    /// </remarks>
    /// <param name="lines">All charges and credits of the invoice, in minor units, each with what of it coupons are of: see <see cref="Invoicing.Bases"/>.</param>
    /// <param name="digits">Decimals of the currency's minor unit.</param>
    /// <returns>Their lines, what each coupon took off, and what all of them took off each of <paramref name="lines"/>, in their order.</returns>
    public static (ImmutableArray<InvoiceLine> Lines, ImmutableArray<CouponUse> Uses, ImmutableArray<decimal> Off) TakeOff(
        IEnumerable<Coupon> coupons, IEnumerable<InvoiceLine> lines, DateSpan period, int digits, Rounding rounding)
    {
        ArgumentNullException.ThrowIfNull(coupons);

        var all = lines.ToArray();
        var left = all.Select(line => line.Amount).ToArray();
        var codes = Enumerable.Range(0, all.Length).GroupBy(i => (all[i].TaxedAs, all[i].TaxCode)).ToArray();
        var (made, uses) = (ImmutableArray.CreateBuilder<InvoiceLine>(), ImmutableArray.CreateBuilder<CouponUse>());

        foreach (var coupon in coupons.Where(one => !one.IsUsedUp && !(period.To > one.Until)).OrderBy(one => one.CouponId))
        {
            var of = codes.Select(code => code.Where(i => coupon.IsOf(all[i].Plan)).ToArray()).ToArray();
            var own = of.Sum(Left);

            // What is credited with a tax code of its own makes the rest of it smaller, and takes no share.
            var charged = codes.Zip(of, (code, ones) => decimal.Max(0, decimal.Min(Left(ones), Left(code)))).ToArray();
            var most = decimal.Min(decimal.Min(own, left.Sum()), charged.Sum());
            var off = decimal.Min(most, coupon switch
            {
                { Percent: > 0 } => (own * coupon.Percent / 100).Round(digits, rounding),
                { CarriesOn: true } => coupon.Amount - coupon.TakenOff,
                _ => coupon.Amount,
            });

            if (off <= 0)
            {
                continue;
            }

            foreach (var (code, part, ones) in codes.Zip(Parts(off, charged, digits), of).Where(one => one.Second > 0))
            {
                foreach (var (i, share) in ones.Zip(Parts(part, [.. ones.Select(i => left[i])], digits)))
                {
                    left[i] -= share;
                }

                made.Add(new(InvoiceSection.OneOff, coupon.Name, code.Key.TaxCode, null, 1, 0, null, -part) { TaxedAs = code.Key.TaxedAs, TakenOff = -part });
            }

            uses.Add(new(coupon.CouponId, off));
        }

        return (made.ToImmutable(), uses.ToImmutable(), [.. all.Zip(left, (line, rest) => line.Amount - rest)]);

        decimal Left(IEnumerable<int> ones) => ones.Sum(i => left[i]);
    }

    /// <summary>The lines of an issued invoice as they were paid: what coupons took off is off the charges that it was taken off, and no line of its own.</summary>
    /// <remarks>
    /// For invoices of programs that did not write down what is off each line, see <see cref="InvoiceLine.TakenOff"/>.
    /// Of each tax code shared among what it was reckoned on, in minor units that sum to it exactly; so the sums of the codes, and their taxes, stay.
    /// A credit that it made smaller with the charges was worth so much less.
    /// </remarks>
    /// <param name="lines">All of the invoice, as they are printed: those of coupons are its last.</param>
    /// <param name="takenOff">By all coupons of the invoice; zero or more.</param>
    /// <param name="digits">Decimals of the currency's minor unit.</param>
    /// <param name="bases">What of each line coupons were of, see <see cref="Invoicing.Bases"/>; null: all of it.</param>
    /// <returns>As many, in the same order; those of coupons are zero.</returns>
    public static ImmutableArray<(decimal Amount, string? TaxCode)> Shared(
        IReadOnlyList<(decimal Amount, string? TaxCode)> lines, decimal takenOff, int digits, IReadOnlyList<decimal>? bases = null)
    {
        ArgumentNullException.ThrowIfNull(lines);

        var shared = lines.ToArray();
        var end = shared.Length;

        while (takenOff > 0 && end > 0 && shared[end - 1].Amount < 0)
        {
            end--;
            takenOff += shared[end].Amount;
        }

        foreach (var code in shared[end..].GroupBy(line => line.TaxCode).ToArray())
        {
            var off = -code.Sum(line => line.Amount);
            var of = Enumerable.Range(0, end).Where(i => shared[i].TaxCode == code.Key).Select(i => (Line: i, Base: bases is null ? shared[i].Amount : bases[i])).ToArray();

            // An older program reckoned on other sums: then it is shared among all that is charged.
            of = of.Sum(one => one.Base) >= off ? of : [.. of.Select(one => (one.Line, decimal.Max(0, shared[one.Line].Amount)))];

            foreach (var (line, part) in of.Select(one => one.Line).Zip(Parts(off, [.. of.Select(one => one.Base)], digits)))
            {
                shared[line].Amount -= part;
            }
        }

        for (var i = end; i < shared.Length; i++)
        {
            shared[i].Amount = 0;
        }

        return [.. shared];
    }

    /// <summary>What was paid of unused days, as they were charged: their share of what coupons left of the line that they are on.</summary>
    /// <param name="unused">Zero or more; to 5 decimals, and so is what is returned.</param>
    /// <param name="printed">The line as it is printed, above zero.</param>
    /// <param name="paid">The same as it was paid, see <see cref="Shared"/>.</param>
    /// <param name="of">What of it coupons were of: days that were credited before had nothing off.</param>
    public static decimal Paid(decimal unused, decimal printed, decimal paid, decimal of)
    {
        var off = printed - paid;

        return (of > 0 && of >= off ? unused * (of - off) / of : unused * paid / printed).Round(5, Rounding.Down);
    }

    // Shares in minor units that sum to all of it, exactly; nothing where there is nothing to share it by.
    private static decimal[] Parts(decimal off, decimal[] weights, int digits)
    {
        var (all, before) = (weights.Sum(), 0m);
        var parts = new decimal[weights.Length];

        for (var i = 0; i < parts.Length && all > 0; i++)
        {
            var through = before + weights[i];
            parts[i] = (off * through / all).Round(digits, Rounding.HalfAwayFromZero) - (off * before / all).Round(digits, Rounding.HalfAwayFromZero);
            before = through;
        }

        return parts;
    }
}
