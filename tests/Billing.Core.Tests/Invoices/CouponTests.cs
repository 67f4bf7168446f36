using System.Collections.Immutable;
using System.Globalization;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Taxes;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Invoices;

public sealed class CouponTests
{
    private static readonly DateSpan April = new(new(2026, 4, 1), new(2026, 5, 1));

    private static readonly Coupon Empty = new() { CouponId = 1, Name = "Spring" };

    [Theory]
    //          coupons          charged         taken off each
    [InlineData("20%", "30", "6")]
    [InlineData("100%", "30", "30")]
    [InlineData("10", "30", "10")]
    [InlineData("50", "30", "30")] // never below zero
    [InlineData("50% 10", "40", "20 10")] // of what the first one left
    [InlineData("10 50%", "40", "10 15")]
    [InlineData("40 50%", "40", "40")] // nothing is left for the second one, which is not used
    [InlineData("20%", "30 -10", "4")] // of what is left of charges after credits
    [InlineData("25", "30 -10", "20")]
    [InlineData("20%", "10 -30", "")]
    [InlineData("20%", "", "")]
    [InlineData("33.33333%", "9.99", "3.33")]
    public void Coupons_are_taken_off_in_the_order_in_which_they_were_given(string coupons, string charged, string off)
    {
        var given = Words(coupons).Select((one, i) => one.EndsWith('%')
            ? Empty with { CouponId = i + 1, Percent = D(one[..^1]) }
            : Empty with { CouponId = i + 1, Amount = D(one) });
        var lines = Words(charged).Select(one => Line(D(one), null)).ToArray();

        var (made, uses, _) = Coupons.TakeOff(given.Reverse(), lines, April, 2, Rounding.HalfAwayFromZero);

        Assert.Equal(off, string.Join(' ', uses.Select(use => use.Amount.ToString("0.##", CultureInfo.InvariantCulture))));
        Assert.Equal(uses.Sum(use => use.Amount), -made.Sum(line => line.Amount));
    }

    [Fact]
    public void What_an_invoice_leaves_of_an_amount_is_taken_off_the_next_and_what_is_void_gives_it_back()
    {
        var coupon = Empty with { Amount = 50, CarriesOn = true };
        var first = Assert.Single(Take(coupon, 30));
        var second = Assert.Single(Take(coupon.Used(first.Amount), 30));
        var usedUp = coupon.Used(first.Amount).Used(second.Amount);

        Assert.Equal((30m, 20m, true), (first.Amount, second.Amount, usedUp.IsUsedUp));
        Assert.Empty(Take(usedUp, 30));
        Assert.Equal(20, Assert.Single(Take(usedUp.Unused(20), 30)).Amount);
        Assert.Equal(30, Assert.Single(Take((Empty with { Amount = 50 }).Used(30), 30)).Amount); // each invoice has all of it
    }

    [Fact]
    public void It_is_for_so_many_invoices_that_it_takes_something_off_or_until_a_day()
    {
        var twice = Empty with { Percent = 10, Invoices = 2 };

        Assert.Single(Take(twice.Used(3), 30));
        Assert.Empty(Take(twice.Used(3).Used(3), 30));
        Assert.Single(Take(Empty with { Percent = 10, Until = new(2026, 5, 1) }, 30)); // April ends before it
        Assert.Empty(Take(Empty with { Percent = 10, Until = new(2026, 4, 30) }, 30));
    }

    [Fact]
    public void What_is_left_of_each_tax_code_is_taxed_and_the_balance_is_given_what_the_coupon_takes_off()
    {
        var terms = new InvoiceTerms { Taxes = new([new("VAT", 20, ["a"])], false) };
        Billable[] entries = [Charge(1, "Plan", 30, "a"), Charge(2, "Stamp", 10, TaxTerms.Free)];
        var draft = Invoicing.Draft(terms, false, Currency.Usd, April, April.To, entries, 0, [Empty with { Percent = 25 }]);

        // A quarter of 40: 7.50 of the 30 and 2.50 of the 10; 20 % on the 22.50 that are left.
        Assert.Equal([30m, 10m, -7.5m, -2.5m], draft.Lines.Select(line => line.Amount));
        Assert.Equal((30m, 4.5m, 34.5m, 10m), (draft.Taxes.Net, draft.Taxes.Tax, draft.Total, draft.TakenOff));
        Assert.Equal((4.5m, -10m, 34.5m), (draft.TaxToPost, draft.RoundingToPost, draft.OwedAfter));
    }

    // 25 of what an earlier invoice had for 50 are given back: the half is off the 100 of this one.
    [Fact]
    public void What_is_given_back_of_an_earlier_invoice_makes_no_coupon_smaller()
    {
        Billable[] entries = [Charge(1, "Plan", 100, null), AsFee(Charge(2, "Plan: unused days", -25, null)) with { IsOfEarlier = true }];
        var draft = Invoicing.Draft(new(), false, Currency.Usd, April, April.To, entries, 0, [Empty with { Percent = 50 }]);

        Assert.Equal((50m, 25m), (draft.TakenOff, draft.Total));
    }

    [Theory]
    //          lines                        off   as they were paid
    [InlineData("100a 100b -50a -50b", "100", "50 50 0 0")]
    [InlineData("10a 10a 10a -10a", "10", "6.67 6.66 6.67 0")] // 3.33 and 6.67 of the first two, rounded: 3.33, 3.34, 3.33
    [InlineData("30a -10a -10a", "10", "15 -5 0")] // a credit of its own had its share: half is off
    [InlineData("30a -10a -20a", "20", "0 0 0")]
    [InlineData("30a 5b -15a -5a -2.5b", "22.5", "10 2.5 0 0 0")] // of two coupons
    [InlineData("30a -30a", "30", "0 0")]
    [InlineData("30a -10a", "0", "30 -10")]
    public void What_was_taken_off_is_off_the_charges_of_its_tax_code(string lines, string off, string paid) => Assert.Equal(
        paid,
        string.Join(' ', Coupons.Shared([.. Words(lines).Select(one => (D(one[..^1]), (string?)one[^1..]))], D(off), 2)
            .Select(one => one.Amount.ToString("0.##", CultureInfo.InvariantCulture))));

    // Of the first 30 the half was credited on the same invoice, so that coupons were of 15 and 30.
    [Theory]
    //          lines                  of            paid
    [InlineData("30 30 -15 -45", "15 30 0 0", "15 0 -15 0")]
    [InlineData("30 30 -15 -22.5", "15 30 0 0", "22.5 15 -15 0")]
    [InlineData("30 30 -15 -10", "30 30 0 0", "25 25 -15 0")] // the credit is of an earlier invoice
    [InlineData("30 30 -30", "5 5 0", "15 15 0")] // an older program reckoned on more than that
    public void What_was_taken_off_is_off_what_it_was_reckoned_on(string lines, string of, string paid) => Assert.Equal(
        paid,
        string.Join(' ', Coupons.Shared([.. Words(lines).Select(one => (D(one), (string?)null))], -D(Words(lines)[^1]), 2, [.. Words(of).Select(D)])
            .Select(one => one.Amount.ToString("0.##", CultureInfo.InvariantCulture))));

    // Of 30 a half was credited at its price, and 7.50 are off the other half: another day of that is half its price. Without a base all had its share.
    [Theory]
    [InlineData(15, "0.5")]
    [InlineData(30, "0.75")]
    [InlineData(0, "0.75")]
    public void Unused_days_are_their_share_of_what_coupons_left_of_what_they_were_of(decimal of, string paid) =>
        Assert.Equal(D(paid), Coupons.Paid(1, 30, 22.5m, of));

    // A daily fee of 10: 5 of an earlier invoice come back, and the day of this one at its price. Nothing is left that the half could be off.
    [Fact]
    public void Days_of_an_earlier_invoice_are_no_line_with_those_of_this_one()
    {
        Billable[] entries = [Day(1, "Daily: unused days", -5, 3) with { IsOfEarlier = true }, Day(2, "Daily", 10, 4), Day(3, "Daily: unused days", -10, 4) with { Fee = 2 }];
        var draft = Invoicing.Draft(new(), false, Currency.Usd, April, April.To, entries, 0, [Empty with { Percent = 50 }]);

        Assert.Equal([-5m, 10, -10], draft.Lines.Select(line => line.Amount));
        Assert.Equal((0m, -5m), (draft.TakenOff, draft.Total));
        Assert.Equal([1, 2, 3], entries.Select(entry => Invoicing.LineOf(entries, entry.Sequence)!.Value));
        Assert.Equal([1, 2, 1], entries.Select(entry => Invoicing.LineOf(entries, entry.Sequence, printed: new(2, AreOfOne: false))!.Value)); // as an older program printed it
    }

    // 92 for as many days, of which 60 are credited after the period, before it is invoiced: half of 32 is off. Then 60 come back at their price.
    [Fact]
    public void Unused_days_that_wait_for_the_next_invoice_have_nothing_off_on_this_one()
    {
        Billable[] entries = [Charge(1, "Plan", 92, "a"), Charge(2, "Stamp", 10, "b")];
        Billable[] carried = [Charge(3, "Plan: unused days", -60, "a") with { Fee = 1 }, Charge(4, "Other", -5, "a") with { Fee = 99 }, Charge(5, "Kindness", -5, "a")];
        var draft = Invoicing.Draft(
            new(), false, Currency.Usd, April, April.To, [.. entries.Select(AsFee)], 0, [Empty with { Percent = 50 }], carried.Select(AsFee));

        Assert.Equal([92m, 10, -16, -5], draft.Lines.Select(line => line.Amount));
    }

    // 36 with 6 of taxes in it, a tenth off: 32.40 with 5.40. Who is exempt has 30 and 3 off.
    [Theory]
    [InlineData(false, 32.4, 5.4, -3.6, 0)]
    [InlineData(true, 27, 0, -3, -6)]
    public void Where_prices_have_taxes_in_them_it_is_off_those_and_of_the_net_for_who_is_exempt(bool isExempt, decimal total, decimal tax, decimal rounding, decimal taxToPost)
    {
        var terms = new InvoiceTerms { Taxes = new([new("VAT", 20, [])], true) };
        var draft = Invoicing.Draft(terms, isExempt, Currency.Usd, April, April.To, [Charge(1, "Plan", 36, null)], 0, [Empty with { Percent = 10 }]);

        Assert.Equal((total, tax, rounding, taxToPost), (draft.Total, draft.Taxes.Tax, draft.RoundingToPost, draft.TaxToPost));
        Assert.Equal(draft.Total, draft.OwedAfter);
    }

    [Fact]
    public void Parts_sum_to_what_is_taken_off_and_leave_no_tax_code_below_zero() =>
        Gen.Select(Gen.Int[-2000, 5000].Array[1, 6], Gen.Int[1, 100_00], Gen.Int[1, 9000]).Sample((cents, percent, amount) =>
        {
            var lines = cents.Select((one, i) => Line(one / 100m, $"code{i % 4}")).ToArray();
            Coupon[] coupons = [Empty with { Percent = percent / 100m }, Empty with { CouponId = 2, Amount = amount / 100m }, Empty with { CouponId = 3, Percent = 50 }];
            var (made, uses, _) = Coupons.TakeOff(coupons, lines, April, 2, Rounding.Up);
            var total = lines.Sum(line => line.Amount);
            var left = lines.Concat(made).GroupBy(line => line.TaxCode).All(code =>
                code.Sum(line => line.Amount) >= decimal.Min(0, lines.Where(line => line.TaxCode == code.Key).Sum(line => line.Amount)));

            return left && uses.Sum(use => use.Amount) == -made.Sum(line => line.Amount) && uses.Sum(use => use.Amount) <= decimal.Max(0, total)
                && made.All(line => line.Amount < 0 && line.Amount.Round(2, Rounding.Down) == line.Amount);
        });

    [Fact]
    public void Lines_as_they_were_paid_sum_to_the_invoice_code_by_code() =>
        Gen.Select(Gen.Int[-2000, 5000].Array[1, 6], Gen.Int[1, 100_00], Gen.Int[1, 9000]).Sample((cents, percent, amount) =>
        {
            var lines = cents.Select((one, i) => Line(one / 100m, $"code{i % 3}")).ToArray();
            var (made, uses, _) = Coupons.TakeOff([Empty with { Percent = percent / 100m }, Empty with { CouponId = 2, Amount = amount / 100m }], lines, April, 2, Rounding.Up);
            (decimal Amount, string? TaxCode)[] printed = [.. lines.Concat(made).Select(line => (line.Amount, line.TaxCode))];
            var paid = Coupons.Shared(printed, uses.Sum(use => use.Amount), 2);

            return printed.GroupBy(line => line.TaxCode).All(code => code.Sum(line => line.Amount) == paid.Where(line => line.TaxCode == code.Key).Sum(line => line.Amount))
                && paid.Zip(printed).All(one => one.Second.Amount > 0 ? one.First.Amount >= 0 && one.First.Amount <= one.Second.Amount : one.First.Amount <= 0)
                && paid.Skip(lines.Length).All(line => line.Amount == 0);
        });

    // Half of the 30 for Basic, then a tenth of all 45 that are left: 1.50 and 2 with the one tax code, 1 with the other.
    [Fact]
    public void One_of_named_plans_is_off_those_and_the_next_of_all_that_is_left()
    {
        Coupon[] coupons = [Empty with { Percent = 50, Plans = ["Basic", "Gone"] }, Empty with { CouponId = 2, Percent = 10 }];
        var (made, uses, off) = Coupons.TakeOff(
            coupons, [Of("Basic", 30, "a"), Of("Extra", 20, "a"), Line(10, "b")], April, 2, Rounding.HalfAwayFromZero);

        Assert.Equal([(-15m, "a"), (-3.5m, "a"), (-1m, "b")], made.Select(line => (line.Amount, line.TaxCode)));
        Assert.Equal([15m, 4.5m], uses.Select(use => use.Amount));
        Assert.Equal([16.5m, 2, 1], off.AsEnumerable());
    }

    [Theory]
    //           off it         Basic  Extra  credited    off Basic
    [InlineData("20%", 30, 20, 0, "6")]
    [InlineData("100%", 30, 20, 0, "30")]
    [InlineData("10", 30, 20, 0, "10")]
    [InlineData("50", 30, 20, 0, "30")] // the rest is off nothing else
    [InlineData("50%", 0, 20, 0, "")]
    [InlineData("50", 0, 20, 0, "")]
    [InlineData("50", 30, 0, -20, "10")] // no more than the invoice
    [InlineData("50%", 30, 20, -10, "15")] // of the plan alone, whatever else is credited
    [InlineData("50%", 30, 0, -30, "")]
    public void One_of_named_plans_takes_nothing_off_others(string coupon, decimal basic, decimal extra, decimal credited, string off)
    {
        var given = Empty with { Percent = coupon.EndsWith('%') ? D(coupon[..^1]) : 0, Amount = coupon.EndsWith('%') ? 0 : D(coupon), Plans = ["Basic"] };
        var (_, uses, of) = Coupons.TakeOff([given], [Of("Basic", basic, null), Of("Extra", extra, null), Line(credited, null)], April, 2, Rounding.HalfAwayFromZero);

        Assert.Equal(off, string.Join(' ', uses.Select(use => use.Amount.ToString("0.##", CultureInfo.InvariantCulture))));
        Assert.Equal([uses.Sum(use => use.Amount), 0, 0], of.AsEnumerable());
    }

    // 30 for Basic of which 10 are credited on the same invoice, and 20 for Extra of which 5 are: half of Basic's other 20 is off.
    [Fact]
    public void What_is_off_each_line_is_written_with_it()
    {
        Billable[] entries =
        [
            Charge(1, "Basic", 30, null) with { Plan = "Basic" }, Charge(2, "Basic: unused days", -10, null) with { Plan = "Basic", Fee = 1 },
            Charge(3, "Extra", 20, null) with { Plan = "Extra" }, Charge(4, "Extra: unused days", -5, null) with { Plan = "Extra", Fee = 3 },
        ];
        var draft = Invoicing.Draft(new(), false, Currency.Usd, April, April.To, entries.Select(AsFee), 0, [Empty with { Percent = 50, Plans = ["Basic"] }]);

        Assert.Equal([(30m, 10m), (-10, 0), (20, 0), (-5, 0), (-10, -10)], draft.Lines.Select(line => (line.Amount, line.TakenOff)));
        Assert.Equal(25, draft.Total);
    }

    [Fact]
    public void What_is_off_lines_sums_to_the_coupons_code_by_code_and_those_of_plans_are_off_these() =>
        Gen.Select(Gen.Int[-2000, 5000].Array[1, 6], Gen.Int[1, 100_00], Gen.Int[1, 9000]).Sample((cents, percent, amount) =>
        {
            var lines = cents.Select((one, i) => Line(one / 100m, $"code{i % 2}") with { Plan = one > 0 ? $"plan{i % 3}" : null }).ToArray();
            Coupon[] coupons =
            [
                Empty with { Percent = percent / 100m, Plans = ["plan0"] }, Empty with { CouponId = 2, Amount = amount / 100m, Plans = ["plan1", "plan0"] },
                Empty with { CouponId = 3, Percent = 20 },
            ];
            var (made, uses, off) = Coupons.TakeOff(coupons, lines, April, 2, Rounding.Up);
            var (_, _, ofPlans) = Coupons.TakeOff(coupons[..2], lines, April, 2, Rounding.Up);

            return lines.Zip(off).GroupBy(one => one.First.TaxCode).All(code =>
                    code.Sum(one => one.Second) == -made.Where(line => line.TaxCode == code.Key).Sum(line => line.Amount))
                && uses.Sum(use => use.Amount) == off.Sum() && off.Sum() <= decimal.Max(0, lines.Sum(line => line.Amount))
                && lines.Zip(ofPlans).All(one => one.First.Plan is "plan0" or "plan1" ? one.Second >= 0 && one.Second <= one.First.Amount : one.Second == 0)
                && off.All(one => one.Round(2, Rounding.Down) == one);
        });

    private static ImmutableArray<CouponUse> Take(Coupon coupon, decimal charged) =>
        Coupons.TakeOff([coupon], [Line(charged, null)], April, 2, Rounding.HalfAwayFromZero).Uses;

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static InvoiceLine Of(string plan, decimal amount, string? code) => Line(amount, code) with { Plan = plan };

    private static InvoiceLine Line(decimal amount, string? code) => new(InvoiceSection.OneOff, "", code, null, 1, 0, null, amount);

    private static Billable Day(long sequence, string text, decimal owed, int day) => AsFee(Charge(sequence, text, owed, null)) with
    {
        BelongsAt = At("2026-04-03T12:00:00Z") + Duration.FromHours(sequence),
        Days = new(new(2026, 4, day), new(2026, 4, day + 1)),
    };

    private static Billable AsFee(Billable charge) => charge with { Section = InvoiceSection.Subscriptions };

    private static Billable Charge(long sequence, string text, decimal owed, string? code) =>
        new(sequence, InvoiceSection.OneOff, text, owed, code, At("2026-04-15T12:00:00Z"));
}
