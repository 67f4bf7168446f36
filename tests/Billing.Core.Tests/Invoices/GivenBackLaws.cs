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
            var given = new GivenBack(total, decimal.Max(total, charged.Sum(fee => Invoicing.Gross(terms, false, fee, Code))), [], 0);
            var credited = new decimal?[charged.Length];

            foreach (var (fee, percent) in steps)
            {
                if (fee < 0)
                {
                    given = given with { Notes = given.Notes.Add(new((given.LeftToNote(2) * percent / 100).Round(2, Rounding.Down))) };
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
            Assert.True(OnPaper(given) <= (given.Charged + 0.00001m * charged.Length).Round(2, Rounding.HalfAwayFromZero), $"{given}");
        });

    [Theory]
    //          noted unused before  days of 30 at 20 %  credited
    [InlineData("0", "0", "12", "12")]
    [InlineData("36", "0", "12", "0")]
    [InlineData("18", "0", "12", "12")]
    [InlineData("18", "0", "20", "15")]
    [InlineData("18", "12", "20", "5")]
    public void What_a_note_gave_is_not_credited_again(string noted, string before, string unused, string credited) =>
        Assert.Equal(Of(credited), new GivenBack(36, 36, [new(Of(noted))], Of(before)).Creditable(30, 36, Of(unused)));

    [Theory]
    //          total charged noted unused  left
    [InlineData("36", "36", "0", "14.4", "21.6")]
    [InlineData("36", "36", "20", "14.4", "1.6")]
    [InlineData("36", "36", "36", "0", "0")]
    [InlineData("10", "30", "0", "15", "10")]
    [InlineData("2399.95", "2399.95", "0", "2202.69384", "197.26")] // as the paper has them: the last cent is not lost
    [InlineData("2399.95", "2399.95", "197.26", "2202.69384", "0")]
    [InlineData("36", "36", "20", "14.406", "1.59")]
    [InlineData("36", "36.004", "0", "0.001", "36")]
    public void What_was_credited_is_not_noted_again(string total, string charged, string noted, string unused, string left) =>
        Assert.Equal(Of(left), new GivenBack(Of(total), Of(charged), [new(Of(noted))], Of(unused)).LeftToNote(2));

    [Theory]
    //          charged  unused days of each fee   left
    [InlineData("30.00", "3.33333 3.33333 3.33333", "20.01")]
    [InlineData("20.01", "3.335 3.335 3.335", "9.99")]
    [InlineData("20.01", "10.005", "10.00")]
    public void Each_line_of_unused_days_counts_as_it_is_printed(string charged, string unused, string left)
    {
        var lines = unused.Split(' ').Select(Of).ToArray();
        var printed = Invoicing.Printed(new(), false, Currency.Usd, lines.Select(line => (line, (string?)Code)));

        Assert.Equal(Of(left), new GivenBack(Of(charged), Of(charged), [], lines.Sum()) { Printed = printed }.LeftToNote(2));
    }

    // A note of a line, of the whole (line -1), or unused days of a fee, each of which stands on a line of its own and is credited once.
    private static readonly Gen<(bool IsNote, int Line, int Percent)[]> AnyLineSteps =
        Gen.Select(Gen.Bool, Gen.Int[-1, 3], Gen.Int[1, 100]).Array[1, 14];

    [Fact]
    public void A_note_of_a_line_takes_nothing_from_the_others_and_no_line_gives_back_more_than_it_charged() =>
        Gen.Select(Gen.Int[1, 1_000_000].Array[4], AnyLineSteps, Gen.Bool).Sample((fees, steps, hasWhole) =>
        {
            var charged = fees.Select(fee => fee / 100m).ToArray();
            var given = new GivenBack(charged.Sum(), charged.Sum(), [], 0);
            var (noted, unused) = (new decimal[4], new decimal?[4]);
            var whole = 0m;

            foreach (var (isNote, line, percent) in steps)
            {
                if (isNote && line < 0)
                {
                    var amount = hasWhole ? (given.LeftToNote(2) * percent / 100).Round(2, Rounding.Down) : 0;
                    whole += amount;
                    given = given with { Notes = given.Notes.Add(new(amount)) };
                }
                else if (isNote)
                {
                    var left = given.LeftToNote(2, line + 1, charged[line], unused[line] ?? 0);
                    Assert.InRange(left, 0, charged[line] - noted[line] - (unused[line] ?? 0).Round(2, Rounding.HalfAwayFromZero));
                    var amount = (left * percent / 100).Round(2, Rounding.Down);
                    noted[line] += amount;
                    given = given with { Notes = given.Notes.Add(new(amount, line + 1)) };
                }
                else if (line >= 0 && unused[line] is null)
                {
                    var asked = (charged[line] * percent / 100).Round(5, Rounding.HalfAwayFromZero);
                    var credit = given.Creditable(charged[line], charged[line], asked, (line + 1, charged[line]));
                    Assert.InRange(credit, 0, asked);
                    Assert.InRange(credit + noted[line], 0, charged[line]);

                    // What notes of other lines gave leaves this one as it is.
                    if (whole == 0)
                    {
                        Assert.Equal(decimal.Min(asked, charged[line] - noted[line]), credit);
                    }

                    unused[line] = credit;
                    given = given with { Unused = given.Unused + credit };
                }
            }

            Assert.True(OnPaper(given) <= given.Charged, $"{given}");
        });

    [Theory]
    //          notes in order     unused of line 2   credited: two fees of 30
    [InlineData("1:30", "30", "30")]
    [InlineData("2:30", "30", "0")]
    [InlineData("2:10", "30", "20")]
    [InlineData(":30", "30", "15")]
    [InlineData(":30 1:15", "30", "15")]
    [InlineData("1:30 :15", "30", "15")]
    [InlineData("1:30 :30", "30", "0")]
    public void A_note_counts_for_what_it_names(string notes, string unused, string credited)
    {
        var given = new GivenBack(
            60, 60, [.. notes.Split(' ').Select(note => note.Split(':')).Select(note => new NotedPart(Of(note[1]), note[0].Length == 0 ? null : int.Parse(note[0], CultureInfo.InvariantCulture)))], 0);

        Assert.Equal(Of(credited), given.Creditable(30, 30, Of(unused), (2, 30)));
    }

    // Unused days are on it to the minor unit.
    private static decimal OnPaper(GivenBack given) => given.Noted + given.Unused.Round(2, Rounding.HalfAwayFromZero);

    private static decimal Of(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
