using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Taxes;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Invoices;

public sealed class InvoicingTests
{
    private static readonly DateSpan April = new(new(2026, 4, 1), new(2026, 5, 1));
    private static readonly Instant Mid = At("2026-04-15T12:00:00Z");

    [Fact]
    public void March_owes_40_pays_30_April_uses_25_credit_5_makes_a_total_of_20_and_30_due()
    {
        var draft = Draft(new(), 40, Usage(1, "25"), Payment(2, "30"), OneOff(3, "-5"));

        Assert.Equal((20m, 30m, 40m, 30m), (draft.Total, draft.AmountDue, draft.PreviousOwed, draft.Paid));
        Assert.Equal(30m, draft.OwedAfter);
    }

    // Nobody can pay a part of a cent: what a payer owed or had when billing began is to the cent from the first invoice on.
    [Theory]
    //          owed        printed   due     rounding   owed after
    [InlineData("3.2725", "3.27", "4.47", "-0.0025", "4.47")]
    [InlineData("-23.2725", "-23.27", "0", "0.0025", "-22.07")]
    [InlineData("0.004", "0", "1.20", "-0.004", "1.20")]
    [InlineData("40", "40", "41.20", "0", "41.20")]
    public void What_was_owed_before_is_printed_to_the_minor_unit(string owed, string printed, string due, string rounding, string after)
    {
        var draft = Draft(new(), D(owed), Usage(1, "1.20"));

        Assert.Equal((D(printed), D(due), D(rounding), D(after)), (draft.PreviousOwed, draft.AmountDue, draft.RoundingToPost, draft.OwedAfter));
        Assert.True(Draft(new(), 0.004m).IsEmpty);
    }

    // As they settle it: what is printed as due is what is open.
    [Fact]
    public void Each_payment_counts_to_the_minor_unit()
    {
        var draft = Draft(new(), 0, Usage(1, "30"), Payment(2, "5"), Payment(3, "-1.23456"), Payment(4, "0.005"));

        Assert.Equal((3.78m, 26.22m, 26.22m, 30 - 3.77044m), (draft.Paid, draft.AmountDue, draft.OwedAfter, 26.22m - draft.RoundingToPost));
    }

    [Fact]
    public void A_charge_of_a_subscription_is_found_on_its_line()
    {
        Billable[] entries =
        [
            Day(4, "daily", 1), Usage(1, "25"), Fee(2, "monthly"), Day(5, "daily", 2), Fee(3, "monthly"), Day(6, "other", 2), Day(7, "daily", 3),
        ];
        var lines = Draft(new(), 0, entries).Lines;

        Assert.Equal(["monthly", "monthly", "daily", "other"], lines.Take(4).Select(line => line.Text));
        Assert.Equal([null, 1, 2, 3, 3, 4, 3, null], Enumerable.Range(1, 8).Select(sequence => Invoicing.LineOf(entries, sequence)));

        static Billable Fee(long sequence, string name) => new(sequence, InvoiceSection.Subscriptions, name, 30, null, Mid - Duration.FromDays(14), April);

        static Billable Day(long sequence, string name, int day) =>
            new(sequence, InvoiceSection.Subscriptions, name, 1, null, Mid, new(new(2026, 4, day), new(2026, 4, day + 1)));
    }

    [Theory]
    //          taxes included, exempt, percent on all, and on "a" alone:   gross of the lines a and b
    [InlineData(false, false, 20, 5, "12.50", "24.00")]
    [InlineData(true, false, 20, 5, "10.00", "20.00")]
    [InlineData(false, true, 20, 5, "10.00", "20.00")]
    public void A_line_bears_the_taxes_of_its_code(bool isInclusive, bool isExempt, int all, int more, string first, string second)
    {
        var terms = new InvoiceTerms { Taxes = new([new("VAT", all, []), new("Levy", more, ["a"])], isInclusive) };
        (decimal, string?)[] lines = [(10, "a"), (20, "b")];
        var taxed = Taxation.Compute(terms.Taxes, lines, isExempt, 2, terms.Rounding);

        Assert.Equal(D(first), Invoicing.TaxedLine(terms, isExempt, Currency.Usd, lines, 1, taxed).Gross);
        Assert.Equal(D(second), Invoicing.TaxedLine(terms, isExempt, Currency.Usd, lines, 2, taxed).Gross);

        // Issued by other terms: its share of what was taxed then.
        Assert.Equal((taxed.Gross / 3).Round(2, Rounding.HalfAwayFromZero), Invoicing.TaxedLine(new() { Taxes = new([new("VAT", 7, [])], isInclusive) }, false, Currency.Usd, lines, 1, taxed).Gross);
    }

    // The same money under another name is another tax: the line bears what its invoice named.
    [Fact]
    public void A_line_is_taxed_by_the_names_of_its_invoice()
    {
        (decimal, string?)[] lines = [(10, null), (20, null)];
        var taxed = Taxation.Compute(new([new("VAT", 20, [])], false), lines, false, 2, Rounding.HalfAwayFromZero);

        var line = Invoicing.TaxedLine(new() { Taxes = new([new("MwSt", 20, [])], false) }, false, Currency.Usd, lines, 1, taxed);

        Assert.Equal((12m, "VAT"), (line.Gross, Assert.Single(line.Lines).Name));
    }

    [Fact]
    public void A_simple_invoice_asks_for_its_own_total() =>
        Assert.Equal(20m, Draft(new() { AmountDue = AmountDueRule.Total }, 40, Usage(1, "25"), Payment(2, "30"), OneOff(3, "-5")).AmountDue);

    [Fact]
    public void Who_has_money_left_owes_nothing() => Assert.Equal((0m, -15m), Draft(new(), -40, Usage(1, "25")) is var draft ? (draft.AmountDue, draft.OwedAfter) : default);

    [Theory]
    [InlineData("16.85306", Rounding.Up, "16.86")]
    [InlineData("16.855", Rounding.HalfEven, "16.86")]
    [InlineData("16.845", Rounding.HalfEven, "16.84")]
    [InlineData("16.845", Rounding.HalfAwayFromZero, "16.85")]
    public void A_line_is_rounded_once_and_the_difference_is_posted(string exact, Rounding rounding, string printed)
    {
        var draft = Draft(new() { Rounding = rounding }, 0, Usage(1, exact));

        Assert.Equal(D(printed), draft.Total);
        Assert.Equal(D(printed) - D(exact), draft.RoundingToPost);
    }

    [Fact]
    public void Usage_is_a_line_a_service_and_fees_are_lines_each()
    {
        var fee = new Billable(9, InvoiceSection.Subscriptions, "Basic", 30, null, Mid, April);
        var draft = Draft(new(), 0, Usage(1, "0.004"), Usage(2, "0.004"), Usage(3, "1", "sms"), fee, fee with { Sequence = 10, Owed = -10 });

        Assert.Equal(["Basic 30 1", "Basic -10 1", "sms 1 1", "voice 0.01 2"], draft.Lines.Select(line => FormattableString.Invariant($"{line.Text} {line.Amount:0.##} {line.Count}")));
        Assert.Equal(0.002m, draft.RoundingToPost);
    }

    [Fact]
    public void Days_of_one_fee_are_one_line_that_is_rounded_once_also_of_two_at_the_same_time()
    {
        var april = Enumerable.Range(0, 30).SelectMany(day => Enumerable.Range(0, 2).Select(which => new Billable(
            2 * day + which, InvoiceSection.Subscriptions, "Daily", 0.33333m, null, Mid, new(April.From.PlusDays(day), April.From.PlusDays(day + 1)))));
        var other = new Billable(99, InvoiceSection.Subscriptions, "Daily", 1, null, Mid, new(April.From.PlusDays(40), April.From.PlusDays(41)));

        Assert.Equal(
            [$"10.00 {April} 30", $"10.00 {April} 30", $"1.00 {other.Days} 1"],
            Draft(new(), 0, [.. april, other]).Lines.Select(line => FormattableString.Invariant($"{line.Amount:0.00} {line.Days} {line.Count}")));
    }

    [Theory]
    //          stretch and subscription of the second day   of the line
    [InlineData(1, 7, "Subscribed { SubscriptionId = 7, Stretch = 1 }")]
    [InlineData(2, 7, "Subscribed { SubscriptionId = 7, Stretch =  }")]
    public void A_line_is_of_the_subscription_that_all_of_its_days_are_of(int stretch, long subscriptionId, string expected)
    {
        var first = new Billable(1, InvoiceSection.Subscriptions, "Daily", 1, null, Mid, new(April.From, April.From.PlusDays(1))) { Of = new(7, 1) };
        var second = first with { Sequence = 2, Days = new(April.From.PlusDays(1), April.From.PlusDays(2)), Of = new(subscriptionId, stretch) };

        Assert.Equal(expected, $"{Assert.Single(Draft(new(), 0, first, second).Lines).Of}");
    }

    // Of one plan: 7 ends after the second day, and 8 goes on; 9 begins as 7 ends, with an earlier entry than 8 has.
    [Fact]
    public void Days_of_two_subscriptions_are_two_lines_also_where_one_ends_and_the_other_goes_on()
    {
        Billable[] entries = [Day(1, 7, 0), Day(2, 8, 0), Day(3, 7, 1), Day(4, 8, 1), Day(5, 9, 2), Day(6, 8, 2)];

        Assert.Equal(
            [(7L, 2, 2m), (8, 3, 3), (9, 1, 1)], Draft(new(), 0, entries).Lines.Select(line => (line.Of!.SubscriptionId, line.Days!.Value.Days, line.Amount)));
        Assert.Equal([1, 2, 1, 2, 3, 2], Places(new(3, AreOfOne: true)));
        Assert.Equal([1, 2, 1, 2, 1, 2], Places(new(2, AreOfOne: false))); // as an older program printed it
        entries = [.. entries.Take(4), entries[5]];
        Assert.Equal([1, 2, 1, 2, 2], Places(new(2, AreOfOne: true)));
        Assert.Equal([1, 2, 1, 2, 1], Places(new(2, AreOfOne: false)));

        IEnumerable<int> Places(PrintedFees printed) => entries.Select(entry => Invoicing.LineOf(entries, entry.Sequence, printed)!.Value);

        static Billable Day(long sequence, long subscriptionId, int day) =>
            new(sequence, InvoiceSection.Subscriptions, "Daily", 1, null, Mid, new(April.From.PlusDays(day), April.From.PlusDays(day + 1))) { Of = new(subscriptionId, 1) };
    }

    [Fact]
    public void Corrections_of_usage_are_a_line_a_service_with_its_tax()
    {
        var terms = new InvoiceTerms { Taxes = new([new("Telecom", 20, ["voice"])], false) };
        var one = new Billable(2, InvoiceSection.OneOff, "Correction of usage", -1.5m, "voice", Mid, IsSummed: true);

        var draft = Draft(terms, 0, Usage(1, "10"), one, one with { Sequence = 3, Owed = -0.5m }, one with { Sequence = 4, TaxCode = "data" }, OneOff(5, "-1"));

        Assert.Equal(
            ["voice  10 1", "correction  -1 1", "Correction of usage data -1.5 1", "Correction of usage voice -2 2"],
            draft.Lines.Select(line => FormattableString.Invariant($"{line.Text} {line.TaxCode} {line.Amount:0.##} {line.Count}")));
        Assert.Equal(-0.4m, draft.TaxToPost);
    }

    [Fact]
    public void Taxes_that_are_added_are_posted_and_included_ones_are_not()
    {
        var terms = new InvoiceTerms { Taxes = new([new("VAT", 20, [])], false) };
        var added = Draft(terms, 0, Usage(1, "1.50"));
        var included = Draft(terms with { Taxes = terms.Taxes with { IsInclusive = true } }, 0, Usage(1, "1.80"));

        Assert.Equal((1.80m, 0.30m), (added.Total, added.TaxToPost));
        Assert.Equal((1.80m, 0m, 0.30m), (included.Total, included.TaxToPost, included.Taxes.Tax));
    }

    [Fact]
    public void Who_is_exempt_from_taxes_in_the_prices_pays_each_line_without_them_and_the_balance_gets_them_back()
    {
        var terms = new InvoiceTerms { Taxes = new([new("VAT", 20, []), new("Telecom", 5, ["voice"])], IsInclusive: true) };

        var draft = Invoicing.Draft(terms, isExempt: true, Currency.Usd, April, April.To, [Usage(1, "1.80", "sms"), Usage(2, "2.004") with { TaxCode = "voice" }, OneOff(3, "0") with { Owed = 5, TaxCode = "none" }], 1);

        // 1.80 / 1.20, 2.004 / 1.25, and 5 that no tax is in.
        Assert.Equal(["sms 1.50", "voice 1.60", "correction 5.00"], draft.Lines.Select(line => FormattableString.Invariant($"{line.Text} {line.Amount:0.00}")));
        Assert.Equal((8.10m, 8.10m, 0m, 9.10m), (draft.Total, draft.Taxes.Net, draft.Taxes.Tax, draft.OwedAfter));
        Assert.Equal((0.70m, -0.70m, -0.004m), (draft.Exempted, draft.TaxToPost, draft.RoundingToPost));
    }

    [Theory]
    //          skips  asks for       owed charges issued
    [InlineData(false, "Balance", "40", null, true)]
    [InlineData(true, "Balance", "40", null, false)]
    [InlineData(false, "Total", "40", null, false)]
    [InlineData(false, "Balance", "-40", null, false)]
    [InlineData(true, "Balance", "40", "0", true)]
    [InlineData(true, "Balance", "0", "1", true)]
    public void A_period_without_a_charge_has_an_invoice_if_something_is_owed_from_before_and_the_class_has_it_so(
        bool skips, string asks, string owed, string? charges, bool isIssued)
    {
        var terms = new InvoiceTerms { SkipsZero = skips, AmountDue = Enum.Parse<AmountDueRule>(asks) };

        Assert.Equal(isIssued, !Draft(terms, D(owed), charges is null ? [Payment(1, "0")] : [OneOff(1, charges)]).IsEmpty);
    }

    [Fact]
    public void Issued_June_1_with_15_days_it_is_due_June_16_and_overdue_on_June_17()
    {
        var draft = Invoicing.Draft(new(), false, Currency.Usd, new(new(2026, 5, 1), new(2026, 6, 1)), new(2026, 6, 1), [Usage(1, "5")], 0);

        Assert.Equal(new LocalDate(2026, 6, 16), draft.DueOn);
        Assert.Equal(InvoiceState.Unpaid, InvoiceStates.Of(5, 0, draft.DueOn, false, new(2026, 6, 16)));
        Assert.Equal(InvoiceState.Overdue, InvoiceStates.Of(5, 0, draft.DueOn, false, new(2026, 6, 17)));
    }

    [Fact]
    public void What_belongs_to_the_next_period_waits_for_it()
    {
        var (covered, carried) = Invoicing.Select([Usage(1, "5"), Usage(2, "6") with { BelongsAt = At("2026-05-01T00:00:00Z") }], At("2026-05-01T00:00:00Z"));

        Assert.Equal([1L], covered.Select(entry => entry.Sequence));
        Assert.Equal([2L], carried);
    }

    [Fact]
    public void After_an_invoice_the_balance_owes_what_is_printed() =>
        Gen.Select(Gen.Int[-10_000_000, 10_000_000].Array[0, 12], Gen.Bool, Gen.Bool, Gen.Int[0, 3], Gen.Int[-100_000, 100_000]).Sample((amounts, isInclusive, isExempt, rounding, previous) =>
        {
            var terms = new InvoiceTerms { Taxes = new([new("VAT", 19, [])], isInclusive), Rounding = (Rounding)rounding };
            Billable[] entries = [.. amounts.Select((amount, i) => (i % 4) switch
            {
                0 => OneOff(i, "0"),
                1 => Usage(i, "0"),
                2 => Usage(i, "0", "sms"),
                _ => Payment(i, "0"),
            } with
            { Owed = amount / 100_000m })];
            var draft = Invoicing.Draft(terms, isExempt, Currency.Usd, April, April.To, entries, previous / 100m);
            var owed = previous / 100m + amounts.Sum(amount => amount / 100_000m) + draft.TaxToPost + draft.RoundingToPost;

            return owed == draft.OwedAfter && draft.Total == draft.Lines.Sum(line => line.Amount) + draft.TaxToPost + draft.Exempted
                && decimal.Abs(draft.RoundingToPost) <= 0.01m * (draft.Lines.Length + 1 + entries.Count(entry => entry.Section is InvoiceSection.Payments))
                && draft.OwedAfter.Round(2, Rounding.Down) == draft.OwedAfter && (!isExempt || draft.Taxes.Tax == 0);
        });

    private static InvoiceDraft Draft(InvoiceTerms terms, decimal previous, params Billable[] entries) =>
        Invoicing.Draft(terms, false, Currency.Usd, April, April.To, entries, previous);

    private static Billable Usage(long sequence, string owed, string service = "voice") => new(sequence, InvoiceSection.Usage, service, D(owed), null, Mid);

    private static Billable OneOff(long sequence, string owed) => new(sequence, InvoiceSection.OneOff, "correction", D(owed), null, Mid);

    private static Billable Payment(long sequence, string paid) => new(sequence, InvoiceSection.Payments, "payment", -D(paid), null, Mid);
}
