using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.Invoices;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;

namespace Billing.Grains.Payers;

// Unused days and credit notes give back of the same charges: what the one gave, the other does not give again.
internal sealed partial class PayerGrain
{
    private async Task<ImmutableArray<DueCharge>> LessGivenBackAsync(ImmutableArray<DueCharge> charges) => LessGivenBack(charges, await GivenBackAsync(charges));

    /// <summary>What was charged and noted of the fees that charges credit; empty where there is no credit among them, which is so nearly always.</summary>
    private async Task<Noted> GivenBackAsync(ImmutableArray<DueCharge> charges)
    {
        var credited = charges.Where(charge => charge.Kind is ChargeKind.Credit).Select(charge => charge.Of!).ToArray();
        var noted = new Noted([], [], [], [], credited.Length == 0 ? ImmutableDictionary<ChargeKey, decimal>.Empty : await store.FeesAsync(Payer.BalanceId, credited));

        foreach (var fee in credited.Length == 0 ? [] : await store.NotedFeesAsync(Payer.BalanceId, credited))
        {
            noted.Fees[fee.Key] = noted.Fees.TryGetValue(fee.Key, out var others) ? others.Add(fee) : [fee];

            if (!noted.Invoices.ContainsKey(fee.InvoiceId) && await store.NotedAsync(Payer.BalanceId, fee.InvoiceId) is { } invoice)
            {
                var isByLine = fee.HasCoupon || invoice.Notes.Any(note => note.Line is not null);
                var lines = await LinesAsync(fee.InvoiceId, isByLine);
                noted.Terms[fee.InvoiceId] = lines.By;
                noted.Invoices[fee.InvoiceId] = GivenBackOf(invoice, lines.By);

                if (isByLine)
                {
                    noted.Lines[fee.InvoiceId] = lines;
                }
            }
        }

        return noted;
    }

    // Each credit leaves less for the next one; of what nothing is left to credit there is no charge.
    private static ImmutableArray<DueCharge> LessGivenBack(ImmutableArray<DueCharge> charges, Noted noted) =>
        noted.Fees.Count == 0 && noted.Charged.Count == 0 ? charges : [.. charges.Select(charge => LessGivenBack(charge, noted)).Where(charge => charge.Amount != 0)];

    private static DueCharge LessGivenBack(DueCharge charge, Noted noted)
    {
        if (charge is not { Kind: ChargeKind.Credit, Of: { } of })
        {
            return charge;
        }

        // An older program may have charged less by the same key, or more.
        charge = noted.Charged.TryGetValue(of, out var made)
            ? charge with { Amount = charge.IsOfAll ? -made : decimal.Max(charge.Amount, -made) }
            : charge;

        if (!noted.Fees.TryGetValue(of, out var fees))
        {
            return charge;
        }

        // What one of its invoices leaves, the other one does not make more.
        var paid = fees.Aggregate(-charge.Amount, (unused, fee) => Paid(fee, fee.HasCoupon, unused, noted));
        var credit = fees.Aggregate(paid, (unused, fee) => Creditable(fee, unused, noted));

        foreach (var fee in fees.Where(one => noted.Invoices.ContainsKey(one.InvoiceId)))
        {
            var given = noted.Invoices[fee.InvoiceId];
            noted.Invoices[fee.InvoiceId] = given with { Unused = given.Unused + GrossOf(credit, fee.TaxCode, noted.Terms[fee.InvoiceId]) };
        }

        return charge with { Amount = -credit };
    }

    private static decimal Creditable(NotedFee fee, decimal unused, Noted noted)
    {
        if (!noted.Invoices.TryGetValue(fee.InvoiceId, out var given) || Paid(fee, true, fee.Amount, noted) is not (> 0 and var paid))
        {
            return unused;
        }

        (int, decimal)? line = noted.Lines.TryGetValue(fee.InvoiceId, out var lines) && lines.Of(fee.Sequence) is { } number
            ? (number, lines.Taxed(number).Gross)
            : null;

        return given.Creditable(paid, GrossOf(paid, fee.TaxCode, noted.Terms[fee.InvoiceId]), unused, line);
    }

    // A fee, or unused days of it, less what coupons took off its line.
    private static decimal Paid(NotedFee fee, bool isOf, decimal amount, Noted noted) =>
        isOf && noted.Lines.TryGetValue(fee.InvoiceId, out var lines) && lines.Of(fee.Sequence) is { } line ? lines.PaidOf(amount, line) : amount;

    private GivenBack GivenBackOf(NotedInvoice invoice, MadeBy by) => new(
        invoice.Total,
        by.Charged is { } charged ? decimal.Max(invoice.Total, charged) : invoice.Charged,
        invoice.Notes,
        invoice.Unused.Sum(one => GrossOf(one.Amount, one.TaxCode, by)))
    {
        Printed = Invoicing.Printed(
            by.Terms,
            by.IsExempt,
            Payer.Currency,
            invoice.Unused.Where(one => one.DailyOf is null).Select(one => (one.Amount, one.TaxCode))
                .Concat(invoice.Unused.Where(one => one.DailyOf is not null).GroupBy(one => (one.DailyOf, one.TaxCode))
                    .Select(days => (days.Sum(day => day.Amount), days.Key.TaxCode)))),
    };

    // As they are given back: by the terms of the invoice that charged them.
    private static decimal GrossOf(decimal amount, string? taxCode, MadeBy by) =>
        Invoicing.Gross(by.Terms, by.IsExempt, amount, taxCode);

    // Unused days of what an earlier invoice charged are given back as it was taxed, whatever its customer is taxed with today.
    private Task<IReadOnlyList<Billable>> AsChargedAsync(IEnumerable<Billable> entries, long? except = null) =>
        AsChargedAsync(entries, new(Payer.Class.Invoices, Payer.IsTaxExempt), except);

    /// <param name="by">How the invoice is made that they are on.</param>
    private async Task<IReadOnlyList<Billable>> AsChargedAsync(IEnumerable<Billable> entries, MadeBy by, long? except)
    {
        var all = entries.ToArray();
        var own = all.Select(entry => entry.Sequence).ToHashSet();
        var credits = all.Where(entry => entry is { Section: InvoiceSection.Subscriptions, Owed: < 0 } && !(entry.Fee is { } fee && own.Contains(fee)))
            .Select(entry => entry.Sequence).ToArray();

        if (credits.Length == 0)
        {
            return all;
        }

        var (invoices, taxed) = (await store.FeeInvoicesAsync(Payer.BalanceId, credits, except), new Dictionary<long, TaxedAs?>());

        foreach (var invoiceId in invoices.Values.Distinct())
        {
            var (terms, isExempt, _) = await TermsOfAsync(invoiceId, await store.LinesAsync(invoiceId));
            taxed[invoiceId] = ReferenceEquals(terms, by.Terms) && isExempt == by.IsExempt ? null : new(terms.Taxes, isExempt);
        }

        return [.. all.Select(entry => invoices.TryGetValue(entry.Sequence, out var invoiceId) ? entry with { TaxedAs = taxed[invoiceId], IsOfEarlier = true } : entry)];
    }

    /// <summary>
    /// The terms that an invoice was made by, as they are stored; of an older program's today's where they make its taxes again, else others
    /// that do, or today's all the same.
    /// </summary>
    private async Task<MadeBy> TermsOfAsync(long invoiceId, IssuedLines issued)
    {
        if (issued.MadeBy is var (known, wasExempt))
        {
            return new(known, wasExempt, IsKnown: true);
        }

        var taxed = await store.TaxesAsync(invoiceId);
        var today = new MadeBy(Payer.Class.Invoices, Payer.IsTaxExempt);

        if (IsBy(today))
        {
            return today;
        }

        foreach (var terms in (await store.TermsEverAsync()).Prepend(today.Terms))
        {
            foreach (var isExempt in new[] { false, true })
            {
                if (IsBy(new(terms, isExempt)))
                {
                    return new(terms, isExempt);
                }
            }
        }

        return today;

        bool IsBy(MadeBy by) => Invoicing.IsTaxedBy(by.Terms, by.IsExempt, Payer.Currency, issued.Lines, taxed, issued.Exempted);
    }

    /// <param name="isByLine">Which charges are on which line is asked too.</param>
    private async Task<InvoiceLines> LinesAsync(long invoiceId, bool isByLine)
    {
        var issued = await store.LinesAsync(invoiceId);
        var by = await TermsOfAsync(invoiceId, issued);
        var printed = issued.Lines.Select(line => line.Amount).ToArray();

        // What coupons were of is what is charged, where nothing of that was credited by then.
        var isLess = issued.TakenOff > 0 && (!issued.Covered.CarriedOn.IsEmpty || printed.Where(amount => amount < 0).Sum() != -issued.TakenOff);
        var ofThese = ImmutableArray<Billable>.Empty;
        var bases = (IReadOnlyList<decimal>?)null;

        if (isByLine || isLess)
        {
            var (entries, _) = await store.EntriesAsync(Payer.BalanceId, issued.Covered.Before);
            var carried = entries.ToLookup(entry => issued.Covered.CarriedOn.Contains(entry.Sequence));
            ofThese = [.. await AsChargedAsync(carried[false].Where(entry => entry.Sequence <= issued.Covered.Through), by, invoiceId)];
            bases = issued.TakenOff > 0 ? Invoicing.Bases(by.Terms, by.IsExempt, Payer.Currency, printed, ofThese, issued.ReckonsCarried ? carried[true] : [], issued.OfSubscriptions) : null;
        }

        var paid = issued.Off is { } off
            ? [.. issued.Lines.Zip(off, (line, part) => line with { Amount = line.Amount - part })]
            : Coupons.Shared(issued.Lines, issued.TakenOff, Payer.Currency.MinorUnitDigits, bases);

        return new(
            paid,
            ofThese,
            await store.TaxesAsync(invoiceId),
            by.IsKnown ? by with { Charged = Invoicing.Charged(by.Terms, by.IsExempt, Payer.Currency, paid) } : by,
            Payer.Currency)
        {
            Printed = printed,
            Bases = bases,
            OfSubscriptions = issued.OfSubscriptions,
        };
    }

    /// <param name="IsKnown">By which terms it was made is stored.</param>
    private sealed record MadeBy(InvoiceTerms Terms, bool IsExempt, bool IsKnown = false)
    {
        /// <summary>What its charges came to with their taxes, as they were paid; null: it is not known, or was not asked.</summary>
        public decimal? Charged { get; init; }
    }

    private sealed record Noted(
        Dictionary<ChargeKey, ImmutableArray<NotedFee>> Fees,
        Dictionary<long, GivenBack> Invoices,
        Dictionary<long, InvoiceLines> Lines,
        Dictionary<long, MadeBy> Terms,
        IReadOnlyDictionary<ChargeKey, decimal> Charged);

    private sealed record InvoiceLines(
        ImmutableArray<(decimal Amount, string? TaxCode)> Lines, ImmutableArray<Billable> Entries, Taxed All, MadeBy By, Currency Currency)
    {
        /// <summary>As they are printed; the others as they were paid.</summary>
        public required decimal[] Printed { get; init; }

        /// <summary>What coupons were of; null: it has none, or they were of all that it charges.</summary>
        public required IReadOnlyList<decimal>? Bases { get; init; }

        public required PrintedFees OfSubscriptions { get; init; }

        /// <summary>Which line, from 1, a subscription's charge is on; null: none.</summary>
        public int? Of(long sequence) => Invoicing.LineOf(Entries, sequence, OfSubscriptions) is { } line && line <= Lines.Length ? line : null;

        /// <summary>A part of what a line charges, less what coupons took off it.</summary>
        public decimal PaidOf(decimal amount, int line) =>
            Printed[line - 1] is > 0 and var printed ? Coupons.Paid(amount, printed, Lines[line - 1].Amount, Bases is null ? printed : Bases[line - 1]) : amount;

        public Taxed Taxed(int line) => Invoicing.TaxedLine(By.Terms, By.IsExempt, Currency, Lines, line, All, By.IsKnown);
    }
}
