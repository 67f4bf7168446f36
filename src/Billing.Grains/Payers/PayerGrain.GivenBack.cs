using System.Collections.Immutable;
using Billing.Core.Invoices;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;

namespace Billing.Grains.Payers;

// Unused days and credit notes give back of the same charges: what the one gave, the other does not give again.
internal sealed partial class PayerGrain
{
    private async Task<ImmutableArray<DueCharge>> LessGivenBackAsync(ImmutableArray<DueCharge> charges) => LessGivenBack(charges, await GivenBackAsync(charges));

    /// <summary>What was noted of the fees that charges credit; empty where there is no credit among them, which is so nearly always.</summary>
    private async Task<Noted> GivenBackAsync(ImmutableArray<DueCharge> charges)
    {
        var credited = charges.Where(charge => charge.Kind is ChargeKind.Credit).Select(charge => charge.Of!).ToArray();
        var noted = new Noted([], [], []);

        foreach (var fee in credited.Length == 0 ? [] : await store.NotedFeesAsync(Payer.BalanceId, credited))
        {
            noted.Fees[fee.Key] = fee;

            if (!noted.Invoices.ContainsKey(fee.InvoiceId) && await store.NotedAsync(Payer.BalanceId, fee.InvoiceId) is { } invoice)
            {
                noted.Invoices[fee.InvoiceId] = GivenBackOf(invoice);

                if (invoice.Notes.Any(note => note.Line is not null))
                {
                    noted.Lines[fee.InvoiceId] = await LinesAsync(fee.InvoiceId);
                }
            }
        }

        return noted;
    }

    // Each credit leaves less for the next one; of what nothing is left to credit there is no charge.
    private ImmutableArray<DueCharge> LessGivenBack(ImmutableArray<DueCharge> charges, Noted noted) =>
        noted.Fees.Count == 0 ? charges : [.. charges.Select(charge => LessGivenBack(charge, noted)).Where(charge => charge.Amount != 0)];

    private DueCharge LessGivenBack(DueCharge charge, Noted noted)
    {
        if (charge is not { Kind: ChargeKind.Credit, Of: { } of } || !noted.Fees.TryGetValue(of, out var fee)
            || !noted.Invoices.TryGetValue(fee.InvoiceId, out var given))
        {
            return charge;
        }

        (int, decimal)? line = noted.Lines.TryGetValue(fee.InvoiceId, out var lines) && lines.Of(fee.Sequence) is { } number
            ? (number, lines.Taxed(number).Gross)
            : null;
        var credit = given.Creditable(fee.Amount, GrossOf(fee.Amount, fee.TaxCode), -charge.Amount, line);
        noted.Invoices[fee.InvoiceId] = given with { Unused = given.Unused + GrossOf(credit, fee.TaxCode) };

        return charge with { Amount = -credit };
    }

    private GivenBack GivenBackOf(NotedInvoice invoice) =>
        new(invoice.Total, invoice.Charged, invoice.Notes, invoice.Unused.Sum(one => GrossOf(one.Amount, one.TaxCode)));

    private decimal GrossOf(decimal amount, string? taxCode) => Invoicing.Gross(Payer.Class.Invoices, Payer.IsTaxExempt, amount, taxCode);

    private async Task<InvoiceLines> LinesAsync(long invoiceId)
    {
        var (lines, covered) = await store.LinesAsync(invoiceId);
        var (entries, _) = await store.EntriesAsync(Payer.BalanceId, covered.Before);

        return new(
            lines,
            [.. entries.Where(entry => entry.Sequence <= covered.Through && !covered.CarriedOn.Contains(entry.Sequence))],
            await store.TaxesAsync(invoiceId),
            Payer.Class.Invoices,
            Payer);
    }

    private sealed record Noted(Dictionary<ChargeKey, NotedFee> Fees, Dictionary<long, GivenBack> Invoices, Dictionary<long, InvoiceLines> Lines);

    private sealed record InvoiceLines(
        ImmutableArray<(decimal Amount, string? TaxCode)> Lines, ImmutableArray<Billable> Entries, Taxed All, InvoiceTerms Terms, Core.Payers.Payer Payer)
    {
        /// <summary>Which line, from 1, a subscription's charge is on; null: none.</summary>
        public int? Of(long sequence) => Invoicing.LineOf(Entries, sequence) is { } line && line <= Lines.Length ? line : null;

        public Taxed Taxed(int line) => Invoicing.TaxedLine(Terms, Payer.IsTaxExempt, Payer.Currency, Lines, line, All);
    }
}
