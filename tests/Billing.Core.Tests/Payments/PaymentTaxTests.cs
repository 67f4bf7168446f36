using Billing.Core.Amounts;
using Billing.Core.Payments;
using Billing.Core.Taxes;
using CsCheck;
using NodaTime;

namespace Billing.Core.Tests.Payments;

public sealed class PaymentTaxTests
{
    private static readonly TaxTerms Vat = new([new("VAT", 20, []), new("Levy", 3, [])], IsInclusive: false) { IsAtPayment = true };

    [Theory]
    [InlineData("1.80", "0.29", "0.04", "1.47")]
    [InlineData("0.01", "0", "0", "0.01")]
    [InlineData("100", "16.26", "2.44", "81.30")]
    public void What_is_paid_is_net_and_taxes_to_the_cent(string gross, string vat, string levy, string net)
    {
        var split = PaymentTax.Split(Vat, D(gross), 2, Rounding.HalfAwayFromZero);

        Assert.Equal((D(vat), D(levy), D(net), D(gross)), (split.Lines[0].Amount, split.Lines[1].Amount, split.Net, split.Gross));
    }

    [Fact]
    public void Refunds_in_whatever_parts_give_back_the_tax_exactly() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 1_000].Array[1, 8]).Sample((cents, parts) =>
        {
            var (left, tax) = (cents / 100m, PaymentTax.Split(Vat, cents / 100m, 2, Rounding.HalfAwayFromZero).Tax);
            var (total, taxLeft) = (left, tax);

            foreach (var part in parts.Select(one => one / 100m).Append(total))
            {
                var amount = decimal.Min(part, left);

                if (amount == 0)
                {
                    break;
                }

                var back = PaymentTax.OfRefund(amount, left, taxLeft, 2);

                if (back < 0 || back > taxLeft || back > amount)
                {
                    return false;
                }

                (left, taxLeft) = (left - amount, taxLeft - back);
            }

            return (left, taxLeft) == (0, 0);
        });

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(2, false, 3)]
    [InlineData(3, false, 5)]
    [InlineData(4, false, null)]
    [InlineData(1, true, null)]
    public void A_decline_is_tried_again_after_one_three_and_five_days(int attempt, bool isFinal, int? days)
    {
        var at = Instant.FromUtc(2026, 11, 26, 6, 0);

        Assert.Equal(days is { } wait ? at + Duration.FromDays(wait) : null, RetrySchedule.Usual.After(attempt, isFinal, at));
    }

    private static decimal D(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
