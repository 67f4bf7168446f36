using System.Globalization;
using Billing.Core.Amounts;
using Billing.Core.Invoices;
using Billing.Core.Taxes;
using CsCheck;

namespace Billing.Core.Tests.Invoices;

public sealed class GivenBackLaws
{
    private const string Code = "fees";

    private static readonly Gen<InvoiceTerms> AnyTerms = Gen.Select(Gen.Int[0, 30], Gen.Bool).Select((percent, isInclusive) =>
        new InvoiceTerms { Taxes = new([new("VAT", percent, [])], isInclusive) });

    // A note of a part of what is left, or unused days of a fee: each fee is credited once.
    private static readonly Gen<(int Fee, int Percent)[]> AnySteps = Gen.Select(Gen.Int[-3, 3], Gen.Int[1, 100]).Array[1, 12];

    [Fact]
    public void Notes_and_unused_days_in_any_order_never_give_back_more_than_was_charged() =>
        Gen.Select(AnyTerms, Gen.Int[1, 10_000_000].Array[4], AnySteps).Sample((terms, fees, steps) =>
        {
            var charged = fees.Select(fee => fee / 1000m).ToArray();
            var total = charged.Sum(fee => Invoicing.Gross(terms, false, fee, Code)).Round(2, Rounding.HalfAwayFromZero);
            var given = new GivenBack(total, decimal.Max(total, charged.Sum(fee => Invoicing.Gross(terms, false, fee, Code))), 0, 0);
            var credited = new decimal?[charged.Length];

            foreach (var (fee, percent) in steps)
            {
                if (fee < 0)
                {
                    given = given with { Noted = given.Noted + (given.LeftToNote(2) * percent / 100).Round(2, Rounding.Down) };
                }
                else if (credited[fee] is null)
                {
                    var share = 1 - given.Noted / given.Charged;
                    var unused = (charged[fee] * percent / 100).Round(5, Rounding.HalfAwayFromZero);
                    var credit = given.Creditable(charged[fee], Invoicing.Gross(terms, false, charged[fee], Code), unused);
                    Assert.InRange(credit, 0, decimal.Min(unused, charged[fee] * share + 0.00001m));
                    credited[fee] = credit;
                    given = given with { Unused = given.Unused + Invoicing.Gross(terms, false, credit, Code) };
                }
            }

            Assert.InRange(given.Noted, 0, given.Total);
            Assert.True(given.Noted + given.Unused <= given.Charged + 0.00001m * charged.Length, $"{given}");
        });

    [Theory]
    //          noted unused before  days of 30 at 20 %  credited
    [InlineData("0", "0", "12", "12")]
    [InlineData("36", "0", "12", "0")]
    [InlineData("18", "0", "12", "12")]
    [InlineData("18", "0", "20", "15")]
    [InlineData("18", "12", "20", "5")]
    public void What_a_note_gave_is_not_credited_again(string noted, string before, string unused, string credited) =>
        Assert.Equal(Of(credited), new GivenBack(36, 36, Of(noted), Of(before)).Creditable(30, 36, Of(unused)));

    [Theory]
    //          total charged noted unused  left
    [InlineData("36", "36", "0", "14.4", "21.6")]
    [InlineData("36", "36", "20", "14.4", "1.6")]
    [InlineData("36", "36", "36", "0", "0")]
    [InlineData("10", "30", "0", "15", "10")]
    public void What_was_credited_is_not_noted_again(string total, string charged, string noted, string unused, string left) =>
        Assert.Equal(Of(left), new GivenBack(Of(total), Of(charged), Of(noted), Of(unused)).LeftToNote(2));

    private static decimal Of(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
