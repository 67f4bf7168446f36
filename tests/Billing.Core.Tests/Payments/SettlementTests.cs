using System.Globalization;
using Billing.Core.Amounts;
using Billing.Core.Invoices;
using Billing.Core.Payments;
using CsCheck;

namespace Billing.Core.Tests.Payments;

public sealed class SettlementTests
{
    [Fact]
    public void An_invoice_of_30_is_partially_paid_by_10_and_15_and_paid_by_5()
    {
        var states = new[] { 10m, 25m, 30m }.Select(paid => InvoiceStates.Of(30, paid, new(2026, 6, 16), false, new(2026, 6, 10)));

        Assert.Equal([InvoiceState.PartiallyPaid, InvoiceState.PartiallyPaid, InvoiceState.Paid], states);
    }

    [Fact]
    public void The_oldest_invoice_is_settled_first_and_the_rest_waits() => Assert.Equal(
        [new(5, 1, 30), new(5, 2, 10), new(6, 2, 10)],
        Settlement.Allocate([new(1, 30), new(2, 20)], [new(5, 40), new(6, 25)]));

    // A silo that remembers an invoice below zero has its credit last; one that reads the payer anew had it first.
    [Fact]
    public void What_a_credit_note_gives_is_used_before_payments_however_they_are_read() => Assert.All(
        (OpenCredit[][])[[new(7, 10), new(-3, 5), new(-9, 5)], [new(-9, 5), new(-3, 5), new(7, 10)]],
        credits => Assert.Equal([new(-3, 1, 5), new(-9, 1, 5), new(7, 1, 2)], Settlement.Allocate([new(1, 12)], credits)));

    [Fact]
    public void A_credit_note_settles_what_it_corrects_before_other_money_does_and_then_the_oldest() => Assert.Equal(
        [new(6, 2, 15), new(7, 2, 5), new(5, 1, 30), new(5, 3, 10), new(7, 3, 4)],
        Settlement.Allocate([new(1, 30), new(2, 20), new(3, 50)], [new(5, 40), new(6, 15, For: 2), new(7, 9, For: 2), new(8, 0, For: 9)]));

    [Fact]
    public void A_refund_takes_back_the_newest_allocation_first() => Assert.Equal(
        [new(5, 2, -10), new(5, 1, -5)],
        Settlement.TakeBack([new(5, 1, 30), new(5, 2, 10)], 15));

    [Fact]
    public void What_is_given_back_of_a_payment_is_taken_from_that_payment_and_what_is_of_none_from_all_the_newest_first()
    {
        var (parts, freed, uncovered) = Settlement.GiveBack([new(5, 10), new(7, 4)], [new(5, 1, 30), new(6, 2, 20), new(5, 3, 5)], [new(8, -50) { Of = 5 }, new(9, -8)]);

        Assert.Equal([new(5, 10), new(5, 5), new(5, 30), new(7, 4), new(6, 4)], parts);
        Assert.Equal([new(5, 3, -5), new(5, 1, -30), new(6, 2, -4)], freed);
        Assert.Equal(5, uncovered); // 50 less the 45 that there are of it
        Assert.Equal(10, Settlement.GiveBack([new(5, 10)], [new(6, 1, 3)], [new(8, -20) { Of = 5 }]).Uncovered);
    }

    [Fact]
    public void Money_is_for_what_no_invoice_has_in_its_order() =>
        Assert.Equal([new(-3, 5), new(4, 7)], Settlement.Cover(12, [new(6, 10), new(4, 9), new(-3, 5)]));

    [Fact]
    public void What_is_given_back_is_taken_or_uncovered_and_never_more_than_there_is() =>
        Gen.Select(Gen.Int[1, 99].Array[0, 5], Gen.Select(Gen.Int[0, 6], Gen.Int[1, 99]).Array[0, 6], Gen.Select(Gen.Int[0, 8], Gen.Int[1, 200]).Array[1, 4]).Sample((free, made, back) =>
        {
            var (parts, freed, uncovered) = Settlement.GiveBack(
                free.Select((left, i) => new OpenCredit(i, left)),
                made.Select((one, i) => new Allocated(one.Item1, i, one.Item2)),
                back.Select((one, i) => new OpenCredit(100 + i, -one.Item2) { Of = one.Item1 > 6 ? null : one.Item1 }));
            var given = back.Sum(one => one.Item2);
            var left = Enumerable.Range(0, 7).Select(payment =>
                free.Where((_, i) => i == payment).Sum() + made.Where(one => one.Item1 == payment).Sum(one => one.Item2)
                - back.Where(one => one.Item1 == payment).Sum(one => one.Item2)).ToArray();
            var (missing, there) = (-left.Sum(one => int.Min(0, one)), left.Sum(one => int.Max(0, one)));

            return parts.Sum(one => one.Left) + uncovered == given
                && uncovered == missing + int.Max(0, back.Where(one => one.Item1 > 6).Sum(one => one.Item2) - there)
                && parts.All(one => one.Left > 0) && freed.All(one => one.Amount < 0)
                && made.Select((one, i) => -freed.Where(part => part.InvoiceId == i).Sum(part => part.Amount) <= one.Item2).All(fits => fits);
        });

    [Theory]
    //          settled with       rounding                   more or less
    [InlineData("4.98766", Rounding.HalfAwayFromZero, "5: 0.00234")]
    [InlineData("4.98766 5.01", Rounding.HalfAwayFromZero, "6: 0.00234")]
    [InlineData("4.98345 0.001", Rounding.HalfAwayFromZero, "6: -0.001, 5: -0.00345")]
    [InlineData("4.98345", Rounding.Up, "5: 0.00655")]
    [InlineData("4.98765 5.01235", Rounding.HalfEven, "")]
    [InlineData("", Rounding.HalfEven, "")]
    public void What_settled_an_invoice_is_rounded_as_one_amount(string settled, Rounding rounding, string expected)
    {
        var made = settled.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((amount, i) => new Allocated(5 + i, 1, decimal.Parse(amount, CultureInfo.InvariantCulture)));

        Assert.Equal(expected, string.Join(", ", Settlement.ToMinorUnit(made, 2, rounding).Select(one => FormattableString.Invariant($"{one.Sequence}: {one.Amount:0.#####}"))));
    }

    [Fact]
    public void All_is_allocated_that_can_be_and_no_more() =>
        Gen.Select(Gen.Int[1, 500].Array[0, 8], Gen.Int[1, 500].Array[0, 8], Gen.Int[0, 20]).Sample((open, money, aim) =>
        {
            var made = Settlement.Allocate(
                open.Select((amount, i) => new OpenInvoice(i, amount)), money.Select((amount, i) => new OpenCredit(i, amount, (i + aim) % 3 == 0 ? (i * aim) % 10 : null)));

            return made.Sum(one => one.Amount) == decimal.Min(open.Sum(), money.Sum())
                && made.All(one => one.Amount > 0)
                && open.Select((amount, i) => made.Where(one => one.InvoiceId == i).Sum(one => one.Amount) <= amount).All(fits => fits)
                && money.Select((amount, i) => made.Where(one => one.Sequence == i).Sum(one => one.Amount) <= amount).All(fits => fits);
        });
}
