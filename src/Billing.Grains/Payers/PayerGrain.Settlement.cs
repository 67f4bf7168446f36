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

        // As one amount: what is stored, from which it is taken, knows nothing of a first part when a second one is looked for.
        if (-found.Where(one => one.Left < 0).Sum(one => one.Left) is > 0 and var back)
        {
            (books, refunded, taken) = await GiveBackAsync(books, back);
        }

        var total = order?.Parts.Sum(part => part.Amount) ?? 0;
        var isNamed = order is not null && taken.IsEmpty && found.Any(one => one.Sequence == order.Sequence)
            && books.Credits.Any(one => one.Sequence == order.Sequence && one.Left >= total);
        ImmutableArray<Allocated> settled = isNamed ? [.. order!.Parts.Select(part => new Allocated(order.Sequence, part.InvoiceId, part.Amount))] : [];
        (books, settled) = isNamed ? (With(books, settled), settled) : Settle(books);
        await CommitAsync(new(Known, books, Now())
        {
            NewCredits = [.. found.Where(one => one.Left > 0)],
            Refunded = refunded,
            Settled = taken.AddRange(settled),
            SettledBy = isNamed ? order!.OperationId : null,
            Audit = isNamed ? PayerLog.Allocated(Payer, order!, total) : null,
        });
    }

    // Money that was given back is taken from what is not allocated, the newest first, and then from what it had settled.
    private async Task<(Books, ImmutableArray<OpenCredit>, ImmutableArray<Allocated>)> GiveBackAsync(Books books, decimal amount)
    {
        var free = books.Credits.Sum(one => one.Left);
        var freed = ImmutableArray<Allocated>.Empty;

        if (free < amount)
        {
            freed = Settlement.TakeBack(await store.SettledAsync(Payer.BalanceId), amount - free);
            var due = await store.DueDatesAsync([.. freed.Select(one => one.InvoiceId)]);
            books = books with
            {
                Credits = GivenBack(books.Credits, freed),
                Payer = books.Payer with { Unpaid = Reopened(books.Payer.Unpaid, freed, due) },
            };
        }

        var less = ImmutableArray.CreateBuilder<OpenCredit>();
        var left = ImmutableArray.CreateBuilder<OpenCredit>();

        foreach (var credit in Settlement.InOrder(books.Credits).Reverse())
        {
            var part = decimal.Min(amount, credit.Left);
            amount -= part;

            if (part > 0)
            {
                less.Add(new(credit.Sequence, part));
            }

            if (part < credit.Left)
            {
                left.Insert(0, credit with { Left = credit.Left - part });
            }
        }

        return (books with { Credits = left.ToImmutable() }, less.ToImmutable(), freed);
    }

    private async Task SettleAsync()
    {
        var (books, settled) = Settle(Known);

        if (!settled.IsEmpty)
        {
            await CommitAsync(new(Known, books, Now()) { Settled = settled });
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

    private static (Books, ImmutableArray<Allocated>) Settle(Books books)
    {
        var open = books.Payer.Unpaid.OrderBy(invoice => invoice.InvoiceId);
        var settled = Settlement.Allocate(open.Select(one => new OpenInvoice(one.InvoiceId, one.Open)), books.Credits);

        return (settled.IsEmpty ? books : With(books, settled), settled);
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
            .Select(group => new OpenCredit(group.Key, group.Sum(one => one.Left))),
    ];

    private static ImmutableArray<UnpaidInvoice> Reopened(
        ImmutableArray<UnpaidInvoice> unpaid, ImmutableArray<Allocated> taken, IReadOnlyDictionary<long, LocalDate> due) =>
    [
        .. unpaid.Concat(taken.Select(one => new UnpaidInvoice(one.InvoiceId, due[one.InvoiceId], -one.Amount)))
            .GroupBy(one => one.InvoiceId).OrderBy(group => group.Key)
            .Select(group => group.First() with { Open = group.Sum(one => one.Open) }),
    ];
}
