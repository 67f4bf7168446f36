using System.Collections.Immutable;
using Billing.Core.Amounts;

namespace Billing.Core.Taxes;

/// <summary>One named tax.</summary>
/// <param name="Name">As the invoice names it: <c>VAT 20 %</c>.</param>
/// <param name="Percent">Of the net amount, zero or more.</param>
/// <param name="Codes">The tax codes of services and fees that it is on; empty: on everything but what is tax free.</param>
public sealed record TaxRate(string Name, decimal Percent, ImmutableArray<string> Codes)
{
    public bool IsOn(string? code) => Codes.IsDefaultOrEmpty ? code != TaxTerms.Free : code is not null && Codes.Contains(code);
}

/// <summary>How a customer class is taxed.</summary>
/// <param name="IsInclusive">Whether prices contain the taxes: they are split out of what is charged, not added to it.</param>
public sealed record TaxTerms(ImmutableArray<TaxRate> Rates, bool IsInclusive)
{
    /// <summary>The tax code of what no tax without codes of its own is on.</summary>
    public const string Free = "none";

    public static readonly TaxTerms None = new([], false);

    /// <summary>
    /// The taxes are due when money is paid in advance: they are split from what is paid, the net is credited, and invoices
    /// add none. For prepaid customers, with taxes that are not included.
    /// </summary>
    public bool IsAtPayment { get; init; }
}

/// <summary>A tax of an invoice.</summary>
/// <param name="Net">What it is on.</param>
public sealed record TaxLine(string Name, decimal Percent, decimal Net, decimal Amount);

/// <summary>What amounts come to with their taxes.</summary>
/// <remarks><see cref="Gross"/> = <see cref="Net"/> + <see cref="Tax"/>, exactly, all of them in minor units.</remarks>
public sealed record Taxed(decimal Net, decimal Tax, decimal Gross, ImmutableArray<TaxLine> Lines);

/// <summary>Computes taxes.</summary>
public static class Taxation
{
    /// <summary>The taxes on amounts that are rounded to minor units.</summary>
    /// <remarks>
    /// The one rounding rule: each tax is computed once per tax code on the sum of that code's amounts, and rounded then.
    /// Several taxes are on the same net, not on each other. Included taxes are split from the gross by their share of the
    /// net (1.80 at 20 % is 1.50 and 0.30); what rounding leaves is the net's.
    /// </remarks>
    /// <param name="amounts">With their tax codes; net, or gross where taxes are included; below zero for credits.</param>
    /// <param name="isExempt">The customer pays no tax: none is added, and amounts have none in them, see <see cref="Without"/>.</param>
    /// <param name="digits">Decimals of the currency's minor unit.</param>
    public static Taxed Compute(
        TaxTerms terms, IEnumerable<(decimal Amount, string? TaxCode)> amounts, bool isExempt, int digits, Rounding rounding)
    {
        ArgumentNullException.ThrowIfNull(terms);

        var lines = ImmutableArray.CreateBuilder<TaxLine>();
        var sum = 0m;

        foreach (var code in amounts.GroupBy(one => one.TaxCode).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var amount = code.Sum(one => one.Amount);
            sum += amount;
            ImmutableArray<TaxRate> rates = isExempt ? [] : [.. terms.Rates.Where(rate => rate.IsOn(code.Key))];
            var percents = 100 + (terms.IsInclusive ? rates.Sum(rate => rate.Percent) : 0);
            var taxes = rates.Select(rate => (amount * rate.Percent / percents).Round(digits, rounding)).ToArray();
            var net = terms.IsInclusive ? amount - taxes.Sum() : amount;
            lines.AddRange(rates.Select((rate, i) => new TaxLine(rate.Name, rate.Percent, net, taxes[i])));
        }

        ImmutableArray<TaxLine> merged =
        [
            .. lines.GroupBy(line => (line.Name, line.Percent)).Select(group => new TaxLine(
                group.Key.Name, group.Key.Percent, group.Sum(line => line.Net), group.Sum(line => line.Amount))),
        ];
        var tax = merged.Sum(line => line.Amount);

        return terms.IsInclusive ? new(sum - tax, tax, sum, merged) : new(sum, tax, sum + tax, merged);
    }

    /// <summary>Amounts that are taxed in different ways, together.</summary>
    public static Taxed Sum(IEnumerable<Taxed> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var all = parts.ToArray();

        return new(
            all.Sum(part => part.Net),
            all.Sum(part => part.Tax),
            all.Sum(part => part.Gross),
            [
                .. all.SelectMany(part => part.Lines).GroupBy(line => (line.Name, line.Percent)).Select(group => new TaxLine(
                    group.Key.Name, group.Key.Percent, group.Sum(line => line.Net), group.Sum(line => line.Amount))),
            ]);
    }

    /// <summary>What a price with taxes in it is without them, not rounded: what a customer pays who is exempt from them.</summary>
    public static decimal Without(TaxTerms terms, decimal amount, string? code)
    {
        ArgumentNullException.ThrowIfNull(terms);

        return terms.IsInclusive ? amount * 100 / (100 + terms.Rates.Where(rate => rate.IsOn(code)).Sum(rate => rate.Percent)) : amount;
    }

    /// <summary>What of an invoice's taxes a part of its gross amount bears, given in turn: all parts together bear all of them, exactly.</summary>
    /// <param name="before">What parts before it came to; gross.</param>
    /// <param name="amount">Of this part; gross, more than zero. All parts together are no more than the invoice.</param>
    public static Taxed Part(Taxed invoice, decimal before, decimal amount, int digits, Rounding rounding)
    {
        ArgumentNullException.ThrowIfNull(invoice);

        // Each is the difference of two rounded shares, so that nothing is lost between them.
        decimal Share(decimal of) => (of * (before + amount) / invoice.Gross).Round(digits, rounding) - (of * before / invoice.Gross).Round(digits, rounding);

        ImmutableArray<TaxLine> lines = [.. invoice.Lines.Select(line => line with { Net = Share(line.Net), Amount = Share(line.Amount) })];
        var tax = lines.Sum(line => line.Amount);

        return new(amount - tax, tax, amount, lines);
    }

    /// <summary>What a credit note of a line bears: the line's taxes, no more than the notes before it leave of the invoice's.</summary>
    /// <remarks>Lines that are taxed one by one may come to a cent more than together. The last note of an invoice bears all that is left.</remarks>
    /// <param name="ofLine">The line's share of its own taxes.</param>
    /// <param name="left">What notes leave of the invoice, see <see cref="Left"/>.</param>
    /// <param name="digits">The currency's.</param>
    public static Taxed Within(Taxed ofLine, Taxed left, int digits)
    {
        ArgumentNullException.ThrowIfNull(ofLine);
        ArgumentNullException.ThrowIfNull(left);

        if (ofLine.Gross == left.Gross)
        {
            return left;
        }

        // More than what rounding makes is of unused days that the invoice credits at the same rate: they say nothing of its other lines.
        var unit = new decimal(1, 0, 0, isNegative: false, (byte)digits);
        decimal Less(TaxLine line) =>
            line.Amount - left.Lines.Where(one => (one.Name, one.Percent) == (line.Name, line.Percent)).Sum(one => one.Amount) is > 0 and var less && less <= unit
                ? less
                : 0;

        ImmutableArray<TaxLine> lines = [.. ofLine.Lines.Select(line => line with { Amount = line.Amount - Less(line) })];
        var tax = lines.Sum(line => line.Amount);

        return new(ofLine.Gross - tax, tax, ofLine.Gross, lines);
    }

    /// <summary>What credit notes leave of an invoice's taxes, whatever lines they were of.</summary>
    /// <param name="left">What they leave of its gross.</param>
    /// <param name="noted">The taxes that they bear, together; below zero.</param>
    public static Taxed Left(Taxed invoice, decimal left, IEnumerable<TaxLine> noted, int digits, Rounding rounding)
    {
        ArgumentNullException.ThrowIfNull(invoice);

        if (left == invoice.Gross)
        {
            return invoice;
        }

        var less = noted.ToLookup(line => (line.Name, line.Percent));
        ImmutableArray<TaxLine> lines =
        [
            .. invoice.Lines.Select(line => line with
            {
                Net = line.Net + less[(line.Name, line.Percent)].Sum(one => one.Net),
                Amount = line.Amount + less[(line.Name, line.Percent)].Sum(one => one.Amount),
            }).Where(line => (line.Net, line.Amount) != (0, 0)),
        ];
        var tax = lines.Sum(line => line.Amount);

        // A note of an invoice that this one stands in for may bear other taxes; then what is left has its share of its own. Below zero are
        // those of unused days that it credits.
        var given = invoice.Lines.Where(line => line.Amount < 0).Select(line => (line.Name, line.Percent)).ToHashSet();

        return less.All(line => invoice.Lines.Any(one => (one.Name, one.Percent) == line.Key))
            && lines.All(line => line.Amount >= 0 || given.Contains((line.Name, line.Percent))) && tax <= left
            ? new(left - tax, tax, left, lines)
            : Part(invoice, invoice.Gross - left, left, digits, rounding);
    }
}
