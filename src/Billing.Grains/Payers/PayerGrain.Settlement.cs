using System.Collections.Immutable;
using Billing.Contracts.Payers;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Payments;
using NodaTime;

namespace Billing.Grains.Payers;

// What came in settles invoices.
internal sealed partial class PayerGrain
{
    /// <param name="order">Valid, and not done: where its money is among what is taken, all of it settles nothing but what the order names, until the next look.</param>
    private async Task TakeMoneyAsync(AllocationOrder? order = null)
    {
        var (entries, through) = await store.CreditsAsync(Payer.BalanceId, Known.CreditedThrough);

        if (through == Known.CreditedThrough)
        {
            return;
        }

        var found = entries.Select(one => one with { Left = Invoicing.Credit(Payer.Class.Invoices, Payer.Currency, one.Left) })
            .Where(one => one.Left != 0).ToArray();

        if (found.Length == 0)
        {
            _books = Known with { CreditedThrough = through }; // the next commit writes it down; until then it is looked at again

            return;
        }

        var books = Known with { CreditedThrough = through, Credits = Known.Credits.AddRange(found.Where(one => one.Left > 0)) };
        var (refunded, taken) = (ImmutableArray<OpenCredit>.Empty, ImmutableArray<Allocated>.Empty);

        // Together: what is stored, from which it is taken, knows nothing of a first part when a second one is looked for.
        if (found.Where(one => one.Left < 0).ToArray() is { Length: > 0 } back)
        {
            (books, refunded, taken) = await GiveBackAsync(books, back);
        }

        var total = order?.Parts.Sum(part => part.Amount) ?? 0;
        var isNamed = order is not null && taken.IsEmpty && found.Any(one => one.Sequence == order.Sequence)
            && books.Credits.Any(one => one.Sequence == order.Sequence && one.Left >= total);
        ImmutableArray<Allocated> settled = isNamed ? [.. order!.Parts.Select(part => new Allocated(order.Sequence, part.InvoiceId, part.Amount))] : [];
        var covered = ImmutableArray<OpenCredit>.Empty;
        (books, covered, settled) = isNamed ? (With(books, settled), covered, settled) : Settle(books);
        await CommitAsync(new(Known, books, Now())
        {
            NewCredits = [.. found.Where(one => one.Left > 0)],
            Refunded = refunded.AddRange(covered),
            Settled = taken.AddRange(settled),
            SettledBy = isNamed ? order!.OperationId : null,
            Audit = isNamed ? PayerLog.Allocated(Payer, order!, total) : null,
        });
    }

    // What there was no money for, and what a payment had covered of that, is owed from then on as is what was owed when billing began: on no invoice.
    private async Task<(Books, ImmutableArray<OpenCredit>, ImmutableArray<Allocated>)> GiveBackAsync(Books books, OpenCredit[] back)
    {
        var (parts, freed, uncovered) = Settlement.GiveBack(books.Credits, await store.SettledAsync(Payer.BalanceId), back);
        books = await WithoutAsync(books, freed);

        return (Less(books, parts) with { Uncovered = books.Uncovered + uncovered }, parts, freed);
    }

    private async Task SettleAsync()
    {
        var (books, covered, settled) = Settle(Known);

        if (!covered.IsEmpty || !settled.IsEmpty)
        {
            await CommitAsync(new(Known, books, Now()) { Refunded = covered, Settled = settled });
        }
    }

    // What came in before money counted to the minor unit, or what an older program beside this one took, leaves an invoice open by parts
    // that it does not print and nobody can pay: what has settled it is rounded, as the money would have been.
    private async Task RoundAsync()
    {
        var (terms, currency) = (Payer.Class.Invoices, Payer.Currency);

        if (Payer.Unpaid.All(one => one.Open == Invoicing.Credit(terms, currency, one.Open)))
        {
            return;
        }

        var made = (await store.SettledAsync(Payer.BalanceId)).ToLookup(one => one.InvoiceId);
        var rounded = Payer.Unpaid.SelectMany(one => Settlement.ToMinorUnit(made[one.InvoiceId], currency.MinorUnitDigits, terms.Rounding)).ToImmutableArray();

        if (!rounded.IsEmpty)
        {
            await CommitAsync(new(Known, Known with { Payer = Payer with { Unpaid = Less(Payer.Unpaid, rounded) } }, Now()) { Rounded = rounded });
        }
    }

    // Invoices first: whoever pays what is open of one is asked for no more of it, whatever else is owed. What is on none has what they leave.
    private static (Books, ImmutableArray<OpenCredit> Covered, ImmutableArray<Allocated> Settled) Settle(Books books)
    {
        var open = books.Payer.Unpaid.OrderBy(invoice => invoice.InvoiceId);
        var settled = Settlement.Allocate(open.Select(one => new OpenInvoice(one.InvoiceId, one.Open)), books.Credits);
        (books, var covered) = Cover(settled.IsEmpty ? books : With(books, settled));

        return (books, covered, settled);
    }

    private static (Books, ImmutableArray<OpenCredit>) Cover(Books books)
    {
        if (books.Uncovered <= 0)
        {
            return (books, []);
        }

        var parts = Settlement.Cover(books.Uncovered, books.Credits);

        return (Less(books, parts) with { Uncovered = books.Uncovered - parts.Sum(one => one.Left) }, parts);
    }

    private static Books Less(Books books, ImmutableArray<OpenCredit> parts)
    {
        var less = parts.ToLookup(one => one.Sequence, one => one.Left);

        return books with
        {
            Credits = [.. books.Credits.Select(one => one with { Left = one.Left - less[one.Sequence].Sum() }).Where(one => one.Left > 0)],
        };
    }

    private static Books With(Books books, ImmutableArray<Allocated> settled)
    {
        var used = settled.ToLookup(one => one.Sequence, one => one.Amount);

        return books with
        {
            Payer = books.Payer with { Unpaid = Less(books.Payer.Unpaid, settled) },
            Credits = [.. books.Credits.Select(one => one with { Left = one.Left - used[one.Sequence].Sum() }).Where(one => one.Left > 0)],
        };
    }

    private static ImmutableArray<UnpaidInvoice> Less(ImmutableArray<UnpaidInvoice> unpaid, ImmutableArray<Allocated> settled)
    {
        var paid = settled.ToLookup(one => one.InvoiceId, one => one.Amount);

        return [.. unpaid.Select(one => one with { Open = one.Open - paid[one.InvoiceId].Sum() }).Where(one => one.Open > 0)];
    }

    private static ImmutableArray<OpenCredit> GivenBack(ImmutableArray<OpenCredit> credits, ImmutableArray<Allocated> taken) =>
    [
        .. credits.Concat(taken.Select(one => new OpenCredit(one.Sequence, -one.Amount)))
            .GroupBy(one => one.Sequence).OrderBy(group => group.Key)
            .Select(group => group.First() with { Left = group.Sum(one => one.Left) }),
    ];

    private static ImmutableArray<UnpaidInvoice> Reopened(
        ImmutableArray<UnpaidInvoice> unpaid, ImmutableArray<Allocated> taken, IReadOnlyDictionary<long, LocalDate> due) =>
    [
        .. unpaid.Concat(taken.Select(one => new UnpaidInvoice(one.InvoiceId, due[one.InvoiceId], -one.Amount)))
            .GroupBy(one => one.InvoiceId).OrderBy(group => group.Key)
            .Select(group => group.First() with { Open = group.Sum(one => one.Open) }),
    ];
}
