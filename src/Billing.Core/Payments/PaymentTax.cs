using Billing.Core.Amounts;
using Billing.Core.Taxes;

namespace Billing.Core.Payments;

/// <summary>Taxes of money that is paid in advance, where they are due at payment and not at closing.</summary>
public static class PaymentTax
{
    /// <summary>Splits what is paid: the net is credited, and what is bought with it bears no tax any more.</summary>
    /// <param name="gross">What is paid, above zero, in minor units.</param>
    public static Taxed Split(TaxTerms terms, decimal gross, int digits, Rounding rounding)
    {
        ArgumentNullException.ThrowIfNull(terms);

        // Of money it is not known yet what it will buy: the rates are those for everything.
        return Taxation.Compute(terms with { IsInclusive = true }, [(gross, null)], isExempt: false, digits, rounding);
    }

    /// <summary>What of money that is given back is tax.</summary>
    /// <remarks>Parts that sum to the payment's amount have taxes that sum to its tax.</remarks>
    /// <param name="amount">Given back now.</param>
    /// <param name="left">What of the payment was not given back before, with <paramref name="taxLeft"/> in it.</param>
    public static decimal OfRefund(decimal amount, decimal left, decimal taxLeft, int digits) =>
        amount >= left ? taxLeft : decimal.Min(taxLeft, (taxLeft * amount / left).Round(digits, Rounding.HalfAwayFromZero));
}
