using System.Collections.Immutable;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Records;
using Billing.Core.Amounts;
using Billing.Core.Payments;
using Billing.Grains.Payers;
using Billing.Host.Output;
using Billing.Host.Price;

namespace Billing.Host.Scenarios;

// Which invoices a payment is for, where its step says so.
internal sealed partial class ScenarioRun
{
    /// <summary>The invoices that are named, with what is for each; null amounts: as much as is open.</summary>
    private sealed record NamedInvoices(string Field, IReadOnlyList<(string Place, decimal? Amount)> Parts)
    {
        /// <returns>Null where they do not say how much is paid.</returns>
        public decimal? Sum() => Parts.Any(one => one.Amount is null) ? null : Parts.Sum(one => one.Amount);
    }

    private static NamedInvoices? Split(CaseReader json)
    {
        var (one, many) = (json.TextOrNumber("invoice"), json.Fields("to").Select(part => (part.Name, (decimal?)CaseReader.Decimal(part.Value, part.Path))).ToList());

        return one is null ? (many.Count == 0 ? null : new("to", many))
            : many.Count > 0 ? throw json.Error("to", "expected none with invoice")
            : new("invoice", [(one, null)]);
    }

    /// <summary>What is wrong is told before any money comes in.</summary>
    private async Task<ImmutableArray<AllocationPart>> PartsAsync(
        CaseReader json, NamedInvoices named, Customer customer, string operation, decimal amount, CancellationToken cancellation)
    {
        var invoices = (await services.GetRequiredService<IInvoiceQuery>().PageAsync(new(customer.BalanceId), null, Most, cancellation))
            .Where(one => one.Kind == "invoice").ToArray();
        var sequence = await PaidAsync(customer, operation, cancellation);
        var done = sequence is { } known ? (await SettledAsync(customer, known)).ToArray() : [];
        var last = sequence is { } entry ? await BeforeAsync(entry, invoices) : invoices;
        var (today, digits) = (clock.Now.InZone(customer.Terms.Zone).Date, Currency.Parse(customer.Terms.Currency).MinorUnitDigits);
        var parts = ImmutableArray.CreateBuilder<AllocationPart>();

        foreach (var (place, wanted) in named.Parts)
        {
            var invoice = InvoiceAt(json, named.Field, place, place == "last" ? last : invoices);
            var open = InvoiceShown.Of(invoice, today).Open + done.Where(one => one.InvoiceId == invoice.InvoiceId).Sum(one => one.Amount);
            var part = wanted ?? decimal.Min(amount, open);

            if (part <= 0 || part > open || part.Round(digits, Rounding.Down) != part)
            {
                throw json.Error(named.Field, FormattableString.Invariant($"expected no more than what is open of {invoice.Number}, which is {open:0.#####}, in {customer.Terms.Currency}"));
            }

            parts.Add(new(invoice.InvoiceId, part));
        }

        return parts.DistinctBy(one => one.InvoiceId).Count() < parts.Count ? throw json.Error(named.Field, "expected each invoice once")
            : parts.Sum(one => one.Amount) > amount ? throw json.Error(named.Field, FormattableString.Invariant($"expected no more in all than what is paid, {amount:0.#####}"))
            : parts.ToImmutable();
    }

    // It has settled the oldest invoices by then: what is missing of each part is put there, so that doing it again changes nothing.
    private async Task<PayerReply> PutAsync(IPayerGrain payer, Customer customer, string operation, long sequence, ImmutableArray<AllocationPart> parts)
    {
        var settled = (await SettledAsync(customer, sequence)).ToLookup(one => one.InvoiceId, one => one.Amount);
        var missing = parts.Select(part => part with { Amount = part.Amount - settled[part.InvoiceId].Sum() }).Where(part => part.Amount > 0).ToImmutableArray();

        return missing.IsEmpty ? PayerReply.Done : await payer.AllocateAsync(new($"{operation}/to", sequence, missing, By));
    }

    private async Task<IEnumerable<Allocated>> SettledAsync(Customer customer, long sequence) =>
        (await services.GetRequiredService<IPayerStore>().SettledAsync(customer.BalanceId)).Where(one => one.Sequence == sequence);

    // The entry of the step's payment, if the step is done again.
    private async Task<long?> PaidAsync(Customer customer, string operation, CancellationToken cancellation) => _step != _doubtful ? null
        : (await services.GetRequiredService<IRecordQuery>().LedgerAsync(customer.BalanceId, Most, cancellation))
            .FirstOrDefault(one => one.OperationId == operation)?.Sequence;

    // What followed from a payment may have been invoiced since: "the last one" was the last one before it.
    private async Task<InvoiceRecord[]> BeforeAsync(long sequence, InvoiceRecord[] newestFirst)
    {
        var store = services.GetRequiredService<IPayerStore>();

        for (var i = 0; i < newestFirst.Length; i++)
        {
            if ((await store.LinesAsync(newestFirst[i].InvoiceId)).Covered.Through < sequence)
            {
                return newestFirst[i..];
            }
        }

        return [];
    }
}
