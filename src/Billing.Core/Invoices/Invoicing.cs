using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Taxes;
using NodaTime;

namespace Billing.Core.Invoices;

/// <summary>An invoice before it has a number.</summary>
/// <param name="Period">What it is for.</param>
/// <param name="Lines">In the order of printing, payments apart.</param>
/// <param name="Total">Of its own charges, taxes in it.</param>
/// <param name="PreviousOwed">What was owed after the invoice before, rounded; below zero: the customer had money left.</param>
/// <param name="Paid">Payments since then, less refunds.</param>
/// <param name="AmountDue">What it asks for; zero or more.</param>
/// <param name="TaxToPost">What the balance is charged as tax: nothing where prices include it, and what is given back of it to who is exempt.</param>
/// <param name="RoundingToPost">What the balance is charged or given so that it owes what is printed, coupons in it.</param>
public sealed record InvoiceDraft(
    DateSpan Period,
    LocalDate IssuedOn,
    LocalDate DueOn,
    ImmutableArray<InvoiceLine> Lines,
    Taxed Taxes,
    decimal Total,
    decimal PreviousOwed,
    decimal Paid,
    decimal AmountDue,
    decimal TaxToPost,
    decimal RoundingToPost)
{
    /// <summary>
    /// What prices had of taxes that the customer is exempt from: the lines are without it, and the balance gets it back
    /// (<see cref="TaxToPost"/> is below zero then). Zero: nothing.
    /// </summary>
    public decimal Exempted { get; init; }

    /// <summary>What is owed once it is issued: the next invoice's <see cref="PreviousOwed"/>.</summary>
    public decimal OwedAfter => PreviousOwed - Paid + Total;

    /// <summary>What coupons take off: lines below zero, and so not in what it covers.</summary>
    public ImmutableArray<CouponUse> Coupons { get; init; } = [];

    /// <summary>What of <see cref="RoundingToPost"/> is what coupons take off; zero or more.</summary>
    public decimal TakenOff => Coupons.Sum(use => use.Amount);

    /// <summary>Of its terms.</summary>
    public bool SkipsZero { get; init; }

    /// <summary>Nothing is charged and nothing has to be asked for: such an invoice is not issued.</summary>
    public bool IsEmpty => Lines.IsEmpty && (AmountDue == 0 || SkipsZero);
}

/// <summary>Makes invoices of ledger entries.</summary>
public static partial class Invoicing
{
    /// <summary>What of the entries since the last invoice a period's invoice covers, and what waits for the next one.</summary>
    public static (ImmutableArray<Billable> Covered, ImmutableArray<long> Carried) Select(IEnumerable<Billable> entries, Instant periodEnd)
    {
        var all = entries.ToLookup(entry => entry.BelongsAt < periodEnd);

        return ([.. all[true]], [.. all[false].Select(entry => entry.Sequence)]);
    }

    /// <summary>The invoice over these entries.</summary>
    /// <remarks>
    /// Each line is summed exactly and rounded once; taxes are computed on rounded lines; the total is the sum of what is
    /// printed. What was owed before billing began may have parts of a minor unit, and so may promotional money that expires: they are
    /// rounded too, see <see cref="Credit"/>. What rounding moved is posted, so that after the invoice the balance is what the paper
    /// says. Of prices with taxes in them an exempt customer pays the net, line by line: usage and fees are charged gross, and the invoice gives the taxes back.
    /// </remarks>
    /// <param name="issuedOn">Its date: the day after the period.</param>
    /// <param name="coupons">Those of the payer; null: none.</param>
    /// <param name="carried">What waits for the next invoice, see <see cref="Bases"/>; null: nothing.</param>
    public static InvoiceDraft Draft(
        InvoiceTerms terms, bool isExempt, Currency currency, DateSpan period, LocalDate issuedOn, IEnumerable<Billable> entries, decimal previousOwed,
        IEnumerable<Coupon>? coupons = null, IEnumerable<Billable>? carried = null)
    {
        ArgumentNullException.ThrowIfNull(terms);

        var all = entries.ToArray();
        var charges = all.Where(entry => entry.Section is not InvoiceSection.Payments).ToArray();
        var digits = currency.MinorUnitDigits;

        var today = new TaxedAs(terms.Taxes, isExempt);
        var priced = Lines(charges).ToArray();
        ImmutableArray<InvoiceLine> lines =
        [
            .. priced.Select(line => line with
            {
                Amount = ((line.TaxedAs ?? today).IsExempt ? Taxation.Without(RatesOf((line.TaxedAs ?? today).Terms), line.Amount, line.TaxCode) : line.Amount)
                    .Round(digits, terms.Rounding),
            }),
        ];
        var given = (coupons ?? []).ToArray();
        var (off, uses, taken) = given.Length == 0 ? ([], [], []) : Coupons.TakeOff(
            given,
            lines.Zip(Bases(terms, isExempt, currency, [.. lines.Select(line => line.Amount)], charges, carried ?? []), (line, of) => line with { Amount = of }),
            period, digits, terms.Rounding);

        if (!uses.IsEmpty)
        {
            (priced, lines) = ([.. priced, .. off], [.. lines.Zip(taken, (line, part) => line with { TakenOff = part }), .. off]);
        }

        var parts = priced.Zip(lines).GroupBy(one => one.Second.TaxedAs ?? today).Select(part =>
        {
            var rates = RatesOf(part.Key.Terms);
            var taxed = Taxation.Compute(rates, part.Select(one => (one.Second.Amount, one.Second.TaxCode)), part.Key.IsExempt, digits, terms.Rounding);
            var exempted = part.Sum(one => one.First.Amount.Round(digits, terms.Rounding) - one.Second.Amount);

            return (Taxed: taxed, Exempted: exempted, ToPost: rates.IsInclusive ? -exempted : taxed.Tax);
        }).ToArray();
        var (taxes, exempted) = (Taxation.Sum(parts.Select(part => part.Taxed)), parts.Sum(part => part.Exempted));
        var payments = all.Where(entry => entry.Section is InvoiceSection.Payments).ToArray();
        var paid = payments.Sum(entry => Credit(terms, currency, -entry.Owed));
        var tax = parts.Sum(part => part.ToPost);
        var previous = previousOwed.Round(digits, terms.Rounding);
        var due = terms.AmountDue is AmountDueRule.Balance ? previous - paid + taxes.Gross : taxes.Gross;

        return new(
            period,
            issuedOn,
            issuedOn.PlusDays(terms.PaymentTermDays),
            lines,
            taxes,
            taxes.Gross,
            previous,
            paid,
            decimal.Max(0, due),
            tax,
            taxes.Gross - tax - charges.Sum(charge => charge.Owed) + previous - previousOwed - paid - payments.Sum(entry => entry.Owed))
        {
            Exempted = exempted,
            Coupons = uses,
            SkipsZero = terms.SkipsZero,
        };
    }

    /// <summary>Money that came in, or went, as invoices count it and are settled with it: to the minor unit, entry by entry.</summary>
    /// <remarks>Otherwise an invoice that is paid as it is printed would stay open by the parts of a cent that it does not print.</remarks>
    public static decimal Credit(InvoiceTerms terms, Currency currency, decimal amount)
    {
        ArgumentNullException.ThrowIfNull(terms);

        return amount.Round(currency.MinorUnitDigits, terms.Rounding);
    }

    /// <summary>A charge with the taxes that an invoice would put on it, or has in it; to 5 decimals.</summary>
    public static decimal Gross(InvoiceTerms terms, bool isExempt, decimal amount, string? taxCode)
    {
        ArgumentNullException.ThrowIfNull(terms);

        var rates = RatesOf(terms.Taxes);
        var charged = isExempt ? Taxation.Without(rates, amount, taxCode) : amount;

        return Taxation.Compute(rates, [(charged, taxCode)], isExempt, 5, terms.Rounding).Gross;
    }

    /// <summary>Unused days with their taxes, as an invoice prints them that gives them back: of net amounts, or those that its prices are, each line is rounded.</summary>
    /// <param name="lines">Zero or more each.</param>
    public static decimal Printed(InvoiceTerms terms, bool isExempt, Currency currency, IEnumerable<(decimal Amount, string? TaxCode)> lines)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var (rates, digits) = (RatesOf(terms.Taxes), currency.MinorUnitDigits);

        return lines.Sum(line => Taxation.Compute(
            rates,
            [((isExempt ? Taxation.Without(rates, line.Amount, line.TaxCode) : line.Amount).Round(digits, terms.Rounding), line.TaxCode)],
            isExempt, 5, terms.Rounding).Gross);
    }

    /// <summary>What the charges of an issued invoice came to, without what it credits; with their taxes.</summary>
    /// <param name="terms">Those that it was made by.</param>
    /// <param name="lines">All of the invoice, as they are printed.</param>
    public static decimal Charged(InvoiceTerms terms, bool isExempt, Currency currency, IEnumerable<(decimal Amount, string? TaxCode)> lines)
    {
        ArgumentNullException.ThrowIfNull(terms);

        return Taxation.Compute(RatesOf(terms.Taxes), lines.Where(line => line.Amount > 0), isExempt, currency.MinorUnitDigits, terms.Rounding).Gross;
    }

    /// <summary>A line of an issued invoice with its taxes, as the invoice was taxed.</summary>
    /// <remarks>By the terms where they are known to be its own or make the invoice's own taxes again, else its share of all of them.</remarks>
    /// <param name="lines">All of the invoice, as they are printed.</param>
    /// <param name="line">One of them that charges, from 1: unused days that it credits may have been taxed by others.</param>
    /// <param name="taxed">What the invoice came to.</param>
    /// <param name="isKnown">The terms are those that it was made by: that is stored.</param>
    public static Taxed TaxedLine(
        InvoiceTerms terms,
        bool isExempt,
        Currency currency,
        IReadOnlyList<(decimal Amount, string? TaxCode)> lines,
        int line,
        Taxed taxed,
        bool isKnown = false)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(taxed);
        var digits = currency.MinorUnitDigits;

        if (isKnown || IsTaxedBy(terms, isExempt, currency, lines, taxed))
        {
            return Taxation.Compute(RatesOf(terms.Taxes), [lines[line - 1]], isExempt, digits, terms.Rounding);
        }

        var gross = lines.Sum(one => one.Amount) is var all and not 0 ? (lines[line - 1].Amount * taxed.Gross / all).Round(digits, terms.Rounding) : 0;

        return gross > 0 && taxed.Gross > 0 ? Taxation.Part(taxed, 0, gross, digits, terms.Rounding) : new(gross, 0, gross, []);
    }

    /// <summary>Whether terms make the taxes of an issued invoice again.</summary>
    /// <param name="exempted">What its prices had of taxes that its customer was exempt from; null: that is not looked at.</param>
    public static bool IsTaxedBy(
        InvoiceTerms terms, bool isExempt, Currency currency, IReadOnlyCollection<(decimal Amount, string? TaxCode)> lines, Taxed taxed, decimal? exempted = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(taxed);
        var (rates, digits) = (RatesOf(terms.Taxes), currency.MinorUnitDigits);
        var again = Taxation.Compute(rates, lines, isExempt, digits, terms.Rounding);

        if (again.Gross != taxed.Gross || !again.Lines.SequenceEqual(taxed.Lines))
        {
            return false;
        }

        // Without taxes on it an invoice looks like that of anybody who is exempt; each of its lines was rounded.
        var had = isExempt && rates.IsInclusive ? lines.Sum(line => line.Amount * rates.Rates.Where(rate => rate.IsOn(line.TaxCode)).Sum(rate => rate.Percent) / 100) : 0;

        return exempted is not { } told || decimal.Abs(had - told) <= (lines.Count + 1) * new decimal(1, 0, 0, false, (byte)digits);
    }

    // What was taxed when it was paid for bears no tax again.
    private static TaxTerms RatesOf(TaxTerms taxes) => taxes.IsAtPayment ? TaxTerms.None : taxes;
}
