using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.Payments;

namespace Billing.Grains.Payers;

// Which invoices a payment settles, where somebody knows better than the ordinary rule. The ledger has no part in it.
internal sealed partial class PayerGrain
{
    private const string Undone = "/undo";

    public async Task<PayerReply> AllocateAsync(AllocationOrder order)
    {
        // Before what is due: an invoice that the money is not for is not paid by it for a moment, which would lift its dunning.
        if (order.OperationId.Length is > 0 and <= 80 && Problem(order) is null && (await store.AllocatedAsync(order.OperationId)).Count == 0)
        {
            await TakeMoneyAsync(order);
        }

        await CatchUpAsync();
        await TakeMoneyAsync();

        if (order.OperationId.Length is 0 or > 80)
        {
            return Refused("operation: expected 1 to 80 characters");
        }

        if (await store.AllocatedAsync(order.OperationId) is { Count: > 0 } known)
        {
            return IsOf(order, known) ? PayerReply.Done : Refused(OtherOrder);
        }

        if (Problem(order) is { } problem)
        {
            return Refused(problem);
        }

        // What of it settles these invoices stays where it is.
        var elsewhere = (await store.SettledAsync(Payer.BalanceId))
            .Where(one => one.Sequence == order.Sequence && order.Parts.All(part => part.InvoiceId != one.InvoiceId)).ToArray();
        var (free, total) = (Known.Credits.Where(one => one.Sequence == order.Sequence).Sum(one => one.Left), order.Parts.Sum(part => part.Amount));
        var most = order.Sequence > 0 ? free + elsewhere.Sum(one => one.Amount) : 0;

        if (total > most)
        {
            return Refused($"payment: expected one of which {Text(total)} does not settle these invoices yet; of this one {Text(most)} does not");
        }

        var taken = Settlement.TakeBack(elsewhere, total - free);
        var made = order.Parts.Select(part => new Allocated(order.Sequence, part.InvoiceId, part.Amount)).ToImmutableArray();
        await CommitAsync(new(Known, With(await WithoutAsync(Known, taken), made), Now())
        {
            Settled = taken.AddRange(made),
            SettledBy = order.OperationId,
            Audit = PayerLog.Allocated(Payer, order, total),
        });
        await CatchUpAsync();

        return PayerReply.Done;
    }

    public async Task<PayerReply> TakeBackAllocationAsync(AllocationUndo order)
    {
        await CatchUpAsync();
        await TakeMoneyAsync();
        var made = (await store.AllocatedAsync(order.OperationId)).Where(one => one.BalanceId == Payer.BalanceId && one.Part.Amount > 0).Select(one => one.Part).ToArray();

        if (made.Length == 0)
        {
            return Refused("operation: expected that of an allocation by hand of the customer's");
        }

        if ((await store.AllocatedAsync(order.OperationId + Undone)).Count > 0)
        {
            return PayerReply.Done;
        }

        // A refund, or somebody who moved it on, may have taken some of it.
        var there = (await store.SettledAsync(Payer.BalanceId)).ToDictionary(one => (one.Sequence, one.InvoiceId), one => one.Amount);
        var taken = made.Select(one => one with { Amount = -decimal.Min(one.Amount, there.GetValueOrDefault((one.Sequence, one.InvoiceId))) })
            .Where(one => one.Amount < 0).ToImmutableArray();

        if (taken.IsEmpty)
        {
            return Refused("operation: expected an allocation of which something is still there");
        }

        await CommitAsync(new(Known, await WithoutAsync(Known, taken), Now())
        {
            Settled = taken,
            SettledBy = order.OperationId + Undone,
            Audit = PayerLog.AllocationTakenBack(Payer, order, -taken.Sum(one => one.Amount)),
        });
        await CatchUpAsync();

        return PayerReply.Done;
    }

    private string? Problem(AllocationOrder order)
    {
        if (order.Parts.IsDefaultOrEmpty || order.Parts.DistinctBy(part => part.InvoiceId).Count() < order.Parts.Length)
        {
            return "invoices: expected at least one, and each once";
        }

        foreach (var (invoiceId, amount) in order.Parts)
        {
            if (Payer.Unpaid.FirstOrDefault(one => one.InvoiceId == invoiceId) is not { } invoice)
            {
                return "invoice: expected one of the customer's that is not settled";
            }

            if (amount <= 0 || amount > invoice.Open || amount.Round(Payer.Currency.MinorUnitDigits, Rounding.Down) != amount)
            {
                return $"amount: expected more than zero and no more than {Text(invoice.Open)}, which is open, to the currency's minor unit";
            }
        }

        return null;
    }

    private bool IsOf(AllocationOrder order, IReadOnlyList<(long BalanceId, Allocated Part)> known) =>
        known.All(one => one.BalanceId == Payer.BalanceId && one.Part.Sequence == order.Sequence)
        && known.Where(one => one.Part.Amount > 0).Select(one => (one.Part.InvoiceId, one.Part.Amount)).Order()
            .SequenceEqual((order.Parts.IsDefault ? [] : order.Parts).Select(part => (part.InvoiceId, part.Amount)).Order());

    private async Task<Books> WithoutAsync(Books books, ImmutableArray<Allocated> taken)
    {
        if (taken.IsEmpty)
        {
            return books;
        }

        var due = await store.DueDatesAsync([.. taken.Select(one => one.InvoiceId).Distinct()]);

        return books with
        {
            Credits = GivenBack(books.Credits, taken),
            Payer = books.Payer with { Unpaid = Reopened(books.Payer.Unpaid, taken, due) },
        };
    }

    private string Text(decimal amount) => amount.ToString(Payer.Currency.Format, CultureInfo.InvariantCulture);
}
