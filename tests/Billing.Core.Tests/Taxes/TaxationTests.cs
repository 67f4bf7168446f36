using Billing.Core.Amounts;
using Billing.Core.Taxes;
using CsCheck;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Taxes;

public sealed class TaxationTests
{
    private static readonly TaxRate Vat = new("VAT", 20, []);
    private static readonly TaxRate State = new("State", 6.25m, ["telecom"]);
    private static readonly TaxRate City = new("City", 1.5m, ["telecom"]);

    [Theory]
    //          inclusive  amount   net      tax     gross
    [InlineData(false, "10.00", "10.00", "2.00", "12.00")]
    [InlineData(true, "1.80", "1.50", "0.30", "1.80")]
    [InlineData(true, "10.00", "8.33", "1.67", "10.00")]
    [InlineData(false, "-5.03", "-5.03", "-1.01", "-6.04")]
    [InlineData(false, "0", "0", "0", "0")]
    public void One_rate_is_added_or_split_out(bool isInclusive, string amount, string net, string tax, string gross)
    {
        var taxed = Taxation.Compute(new([Vat], isInclusive), [(D(amount), null)], isExempt: false, 2, Rounding.HalfAwayFromZero);

        Assert.Equal((D(net), D(tax), D(gross)), (taxed.Net, taxed.Tax, taxed.Gross));
    }

    // 100 with 20 % and 100 without tax; a line's note bears the line's taxes, one of the whole a share of what is left.
    [Theory]
    //          noted before  their tax  left     amount   tax of it
    [InlineData("0", "0", "220", "110", "10")]
    [InlineData("120", "20", "100", "100", "0")]
    [InlineData("60", "10", "160", "80", "5")]
    [InlineData("165.45", "20", "54.55", "54.55", "0")]
    [InlineData("100", "0", "120", "120", "20")]
    [InlineData("120", "30", "100", "100", "9.09")] // of another invoice, which was taxed otherwise
    public void What_notes_leave_bears_what_they_leave_of_the_taxes(string noted, string tax, string left, string amount, string expected)
    {
        var invoice = new Taxed(200, 20, 220, [new("VAT", 20, 100, 20)]);
        TaxLine[] before = [new("VAT", 20, D(tax) - D(noted), -D(tax))];

        var rest = Taxation.Left(invoice, D(left), before, 2, Rounding.HalfAwayFromZero);

        Assert.Equal((D(left), D(left)), (220 - D(noted), rest.Gross));
        Assert.Equal(D(expected), Taxation.Part(rest, 0, D(amount), 2, Rounding.HalfAwayFromZero).Tax);
    }

    // Two lines of 68.33 with 20 %: 27.33 together, though each of them alone has 13.67.
    [Theory]
    //          amount   net      tax
    [InlineData("81.99", "68.33", "13.66")] // all that is left
    [InlineData("81.98", "68.32", "13.66")]
    [InlineData("41", "34.16", "6.84")]
    public void A_note_of_a_line_bears_no_more_tax_than_those_before_it_left(string amount, string net, string tax)
    {
        var invoice = Taxation.Compute(new([Vat], false), [(68.33m, "telecom"), (68.33m, "telecom")], false, 2, Rounding.HalfAwayFromZero);
        var line = Taxation.Compute(new([Vat], false), [(68.33m, "telecom")], false, 2, Rounding.HalfAwayFromZero);
        var first = Taxation.Within(Taxation.Part(line, 0, 82, 2, Rounding.HalfAwayFromZero), invoice, 2);

        var left = Taxation.Left(invoice, 81.99m, first.Lines.Select(one => one with { Net = -one.Net, Amount = -one.Amount }), 2, Rounding.HalfAwayFromZero);
        var second = Taxation.Within(Taxation.Part(line, 0, D(amount), 2, Rounding.HalfAwayFromZero), left, 2);

        Assert.Equal((68.33m, 13.67m, 163.99m), (first.Net, first.Tax, invoice.Gross));
        Assert.Equal((D(net), D(tax), D(amount)), (second.Net, second.Tax, second.Gross));
    }

    [Fact]
    public void Parts_of_an_invoice_together_bear_all_of_its_taxes() => Gen.Select(
            Gen.Int[1, 100_000], Gen.Int[1, 100].Array[1, 6], Gen.Bool)
        .Sample((cents, weights, isInclusive) =>
        {
            var whole = Taxation.Compute(
                new([Vat, State], isInclusive), [(cents / 100m, "telecom"), (0.37m, null), (1, TaxTerms.Free)], false, 2, Rounding.HalfAwayFromZero);
            var (before, parts) = (0m, new List<Taxed>());

            for (var i = 0; i < weights.Length; i++)
            {
                var part = i == weights.Length - 1 ? whole.Gross - before : (whole.Gross * weights[i] / weights.Sum()).Round(2, Rounding.Down);

                if (part > 0)
                {
                    parts.Add(Taxation.Part(whole, before, part, 2, Rounding.HalfAwayFromZero));
                    before += part;
                }
            }

            Assert.Equal((whole.Net, whole.Tax, whole.Gross), (parts.Sum(one => one.Net), parts.Sum(one => one.Tax), parts.Sum(one => one.Gross)));
            Assert.All(whole.Lines, line => Assert.Equal(
                (line.Net, line.Amount),
                (parts.Sum(one => one.Lines.Single(other => other.Name == line.Name).Net), parts.Sum(one => one.Lines.Single(other => other.Name == line.Name).Amount))));
            Assert.All(parts, one => Assert.Equal(one.Gross, one.Net + one.Tax));
        });

    [Fact]
    public void Several_named_rates_are_on_the_same_net()
    {
        var taxed = Taxation.Compute(new([State, City], false), [(100, "telecom")], false, 2, Rounding.HalfAwayFromZero);

        Assert.Equal([new("State", 6.25m, 100, 6.25m), new("City", 1.5m, 100, 1.50m)], taxed.Lines);
        Assert.Equal(107.75m, taxed.Gross);
    }

    [Fact]
    public void A_rate_of_codes_is_on_these_and_one_without_on_everything_that_is_not_free()
    {
        var taxed = Taxation.Compute(new([Vat, State], false), [(100, "telecom"), (10, null), (1, TaxTerms.Free)], false, 2, Rounding.HalfAwayFromZero);

        Assert.Equal([new("VAT", 20, 110, 22), new("State", 6.25m, 100, 6.25m)], taxed.Lines);
        Assert.Equal((111m, 28.25m), (taxed.Net, taxed.Tax));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_is_exempt_pays_no_tax(bool isInclusive)
    {
        var taxed = Taxation.Compute(new([Vat], isInclusive), [(12, null)], isExempt: true, 2, Rounding.HalfAwayFromZero);

        Assert.Equal((12m, 0m, 12m, true), (taxed.Net, taxed.Tax, taxed.Gross, taxed.Lines.IsEmpty));
    }

    [Fact]
    public void A_tax_is_rounded_once_on_the_sum_and_not_line_by_line()
    {
        var taxed = Taxation.Compute(new([Vat], false), Enumerable.Repeat((0.02m, (string?)null), 10), false, 2, Rounding.HalfAwayFromZero);

        Assert.Equal(0.04m, taxed.Tax); // a line alone has 0.004 and would have none
    }

    [Fact]
    public void Net_and_tax_are_the_gross() =>
        Gen.Select(Gen.Int[-1_000_000, 1_000_000].Array[1, 6], Gen.Int[0, 3000], Gen.Int[0, 3000], Gen.Bool).Sample((cents, first, second, isInclusive) =>
        {
            var terms = new TaxTerms([new("a", first / 100m, []), new("b", second / 100m, ["x"])], isInclusive);
            var amounts = cents.Select((cent, i) => (cent / 100m, i % 2 == 0 ? "x" : null)).ToArray();
            var taxed = Taxation.Compute(terms, amounts, false, 2, Rounding.HalfEven);

            return taxed.Net + taxed.Tax == taxed.Gross
                && taxed.Tax == taxed.Lines.Sum(line => line.Amount)
                && (isInclusive ? taxed.Gross : taxed.Net) == amounts.Sum(amount => amount.Item1);
        });
}
