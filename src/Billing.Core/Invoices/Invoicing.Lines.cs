using Billing.Core.Amounts;
using Billing.Core.Taxes;
using NodaTime;

namespace Billing.Core.Invoices;

// Which entries are on which line, and what coupons are of.
public static partial class Invoicing
{
    /// <summary>On which line of an invoice over these entries a subscription's charge stands, from 1; null: on none.</summary>
    /// <param name="printed">As <see cref="PlacesOf"/>.</param>
    public static int? LineOf(IEnumerable<Billable> entries, long sequence, PrintedFees? printed = null) =>
        PlacesOf(entries, printed).TryGetValue(sequence, out var place) ? place + 1 : null;

    /// <summary>On which line of an invoice over these entries, from 0, each charge and credit of subscriptions stands, by the number of its entry.</summary>
    /// <param name="printed">
    /// Such lines of an issued invoice; null: it is not issued. An older program had days of two subscriptions on one line, and one before it those of
    /// an earlier invoice with its own.
    /// </param>
    public static IReadOnlyDictionary<long, int> PlacesOf(IEnumerable<Billable> entries, PrintedFees? printed = null)
    {
        var charges = OfSubscriptions(entries).ToArray();
        var isOfOne = printed?.AreOfOne ?? true;
        var (lines, places) = Joined(charges.Select(charge => isOfOne ? Line(charge) with { Of = charge.Of } : Line(charge)));

        if (printed is { } fees && fees.Count < lines.Count)
        {
            (_, places) = Joined(charges.Select(charge => Line(charge) with { TaxedAs = null, IsOfEarlier = false }));
        }

        return charges.Select((charge, i) => (charge.Sequence, Place: places[i])).ToDictionary(one => one.Sequence, one => one.Place);
    }

    /// <summary>What of each line of an invoice coupons are of.</summary>
    /// <remarks>
    /// A fee without its unused days, whether they are credited on the same invoice or, for that is made late, on the next one: they come back
    /// at its price. Nothing of what an earlier invoice charged. Any other credit makes smaller what coupons are of, with a share of its own.
    /// </remarks>
    /// <param name="lines">In minor units, in the order of printing, without those of coupons.</param>
    /// <param name="entries">What they are of.</param>
    /// <param name="carried">What is on the next invoice: unused days among it may be of fees on this one.</param>
    /// <param name="printed">As <see cref="PlacesOf"/>.</param>
    public static IReadOnlyList<decimal> Bases(
        InvoiceTerms terms, bool isExempt, Currency currency, IReadOnlyList<decimal> lines, IEnumerable<Billable> entries, IEnumerable<Billable> carried,
        PrintedFees? printed = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(lines);

        var (bases, rates) = (lines.ToArray(), RatesOf(terms.Taxes));
        var all = entries.ToArray();
        var places = PlacesOf(all, printed);

        foreach (var line in OfSubscriptions(all).Where(entry => places[entry.Sequence] < bases.Length).GroupBy(entry => places[entry.Sequence]))
        {
            if (line.First().IsOfEarlier)
            {
                bases[line.Key] = 0;
                continue;
            }

            foreach (var (fee, amount) in Credited(line))
            {
                var own = decimal.Min(amount, -bases[line.Key]);
                bases[line.Key] += Take(fee, own);
            }
        }

        foreach (var (fee, amount) in Credited(carried))
        {
            Take(fee, amount);
        }

        return bases;

        IEnumerable<(int Line, decimal Amount)> Credited(IEnumerable<Billable> credits) => credits
            .Where(credit => credit.Fee is { } fee && places.TryGetValue(fee, out var place) && place < bases.Length)
            .GroupBy(credit => places[credit.Fee!.Value])
            .Select(credit => (credit.Key, -credit.Sum(one => isExempt ? Taxation.Without(rates, one.Owed, one.TaxCode) : one.Owed).Round(currency.MinorUnitDigits, terms.Rounding)));

        // Rounded by itself a credit may be a part of a cent more than is left of its fee.
        decimal Take(int fee, decimal amount)
        {
            var taken = decimal.Max(0, decimal.Min(amount, bases[fee]));
            bases[fee] -= taken;

            return taken;
        }
    }

    private static IOrderedEnumerable<Billable> OfSubscriptions(IEnumerable<Billable> charges) =>
        charges.Where(charge => charge.Section is InvoiceSection.Subscriptions).OrderBy(charge => charge.BelongsAt).ThenBy(charge => charge.Sequence);

    private static IEnumerable<InvoiceLine> Lines(Billable[] charges) =>
        Joined(OfSubscriptions(charges).Select(charge => Line(charge) with { Of = charge.Of })).Lines
            .Concat(Sums(charges.Where(charge => charge.Section is InvoiceSection.Usage)))
            .Concat(charges.Where(charge => charge is { Section: InvoiceSection.OneOff, IsSummed: false })
                .OrderBy(charge => charge.BelongsAt).ThenBy(charge => charge.Sequence).Select(Line))
            .Concat(Sums(charges.Where(charge => charge is { Section: InvoiceSection.OneOff, IsSummed: true })));

    // The days of what is charged day by day are one line, which is rounded once: a month of them costs its fee. Of two subscriptions they are two,
    // for a line says whose it is: neither goes on with days of the other. Those that are given back of an earlier invoice are taxed as that was,
    // and no coupon is of them: they are no line with others.
    private static (List<InvoiceLine> Lines, List<int> Places) Joined(IEnumerable<InvoiceLine> lines)
    {
        var (joined, places) = (new List<InvoiceLine>(), new List<int>());
        var open = new Dictionary<(string Text, string? TaxCode, long? SubscriptionId, TaxedAs? TaxedAs, bool IsOfEarlier, LocalDate To), Queue<int>>();

        foreach (var line in lines)
        {
            if (line.Days is not { Days: 1 } day)
            {
                places.Add(joined.Count);
                joined.Add(line);
                continue;
            }

            // Of two of one subscription that are open to the same day either may go on.
            if (open.TryGetValue((line.Text, line.TaxCode, line.Of?.SubscriptionId, line.TaxedAs, line.IsOfEarlier, day.From), out var waiting) && waiting.TryDequeue(out var at))
            {
                var before = joined[at];
                joined[at] = before with
                {
                    Days = before.Days!.Value with { To = day.To },
                    Count = before.Count + 1,
                    Amount = before.Amount + line.Amount,
                    Of = Subscribed.Both(before.Of, line.Of),
                };
            }
            else
            {
                at = joined.Count;
                joined.Add(line);
            }

            var key = (line.Text, line.TaxCode, line.Of?.SubscriptionId, line.TaxedAs, line.IsOfEarlier, day.To);

            if (!open.TryGetValue(key, out var next))
            {
                open.Add(key, next = new());
            }

            next.Enqueue(at);
            places.Add(at);
        }

        return (joined, places);
    }

    private static IEnumerable<InvoiceLine> Sums(IEnumerable<Billable> charges) => charges
        .GroupBy(charge => (charge.Text, charge.TaxCode, charge.Unit))
        .OrderBy(group => group.Key.Text, StringComparer.Ordinal).ThenBy(group => group.Key.TaxCode, StringComparer.Ordinal)
        .Select(group => Line(group.First()) with
        {
            Count = group.Count(),
            Units = group.Sum(charge => charge.Units),
            Amount = group.Sum(charge => charge.Owed),
        });

    private static InvoiceLine Line(Billable charge) =>
        new(charge.Section, charge.Text, charge.TaxCode, charge.Days, 1, charge.Units, charge.Unit, charge.Owed)
        {
            TaxedAs = charge.TaxedAs,
            IsOfEarlier = charge.IsOfEarlier,
            Plan = charge.Plan,
        };
}
