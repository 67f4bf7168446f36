using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;

namespace Billing.Core.Invoices;

/// <summary>Takes coupons off invoices.</summary>
public static class Coupons
{
    /// <summary>What coupons take off an invoice, one after the other in the order in which they were given, each of what those before it left.</summary>
    /// <remarks>
    /// Never more than all of it. A coupon is rounded once, and is a line for each tax code, so that what is left of each is taxed: its
    /// share of what is charged with that code, of rounded parts that sum to it exactly.
    /// </remarks>
    /// <param name="lines">All charges and credits of the invoice, in minor units.</param>
    /// <param name="digits">Decimals of the currency's minor unit.</param>
    public static (ImmutableArray<InvoiceLine> Lines, ImmutableArray<CouponUse> Uses) TakeOff(
        IEnumerable<Coupon> coupons, IEnumerable<InvoiceLine> lines, DateSpan period, int digits, Rounding rounding)
    {
        ArgumentNullException.ThrowIfNull(coupons);

        var left = lines.GroupBy(line => (line.TaxedAs, line.TaxCode)).Select(group => (group.Key, Amount: group.Sum(line => line.Amount))).ToArray();
        var (made, uses) = (ImmutableArray.CreateBuilder<InvoiceLine>(), ImmutableArray.CreateBuilder<CouponUse>());

        foreach (var coupon in coupons.Where(one => !one.IsUsedUp && !(period.To > one.Until)).OrderBy(one => one.CouponId))
        {
            var total = left.Sum(one => one.Amount);
            var off = decimal.Min(total, coupon switch
            {
                { Percent: > 0 } => (total * coupon.Percent / 100).Round(digits, rounding),
                { CarriesOn: true } => coupon.Amount - coupon.TakenOff,
                _ => coupon.Amount,
            });

            if (off <= 0)
            {
                continue;
            }

            // What is credited with a tax code of its own makes the rest of it smaller, and takes no share.
            var charged = left.Sum(one => decimal.Max(0, one.Amount));
            var before = 0m;

            for (var i = 0; i < left.Length; i++)
            {
                var (key, amount) = left[i];
                var through = before + decimal.Max(0, amount);
                var part = (off * through / charged).Round(digits, Rounding.HalfAwayFromZero) - (off * before / charged).Round(digits, Rounding.HalfAwayFromZero);
                before = through;

                if (part > 0)
                {
                    left[i] = (key, amount - part);
                    made.Add(new(InvoiceSection.OneOff, coupon.Name, key.TaxCode, null, 1, 0, null, -part) { TaxedAs = key.TaxedAs });
                }
            }

            uses.Add(new(coupon.CouponId, off));
        }

        return (made.ToImmutable(), uses.ToImmutable());
    }
}
