using System.Collections.Immutable;
using System.Diagnostics;
using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Payments;
using Billing.Core.Subscriptions;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Payers;

// What came in settles invoices; what did not come in is asked for.
internal sealed partial class PayerGrain
{
    public async Task<PayerReply> DelayDunningAsync(DunningDelay order)
    {
        if (!LocalDatePattern.Iso.Parse(order.UntilDay).TryGetValue(default, out var until))
        {
            return Refused("until: expected a day such as 2026-12-31");
        }

        await CatchUpAsync();
        await CommitAsync(new(Known, Known with { Payer = Payer with { Dunning = Payer.Dunning with { DelayedUntil = until } } }, Now())
        {
            Audit = PayerLog.DunningDelayed(Payer, until, order.By),
        });

        return PayerReply.Done;
    }

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

    private async Task DunAsync(PayerStep.Dun step)
    {
        await TakeMoneyAsync();
        var now = Now();

        // The money that just came may have changed what is next.
        if (Agenda.Next(Payer, now) is not PayerStep.Dun again || again.At > now || again.Move.GetType() != step.Move.GetType())
        {
            return;
        }

        var overdue = Payer.Unpaid.Where(invoice => invoice.DueOn < Payer.DayOf(now)).Sum(invoice => invoice.Open);
        var credited = again.Move is DunningMove.Act ? await CreditedAsync() : 0;
        var payer = Payer;

        switch (Agenda.MoveWith(payer, credited, now))
        {
            case DunningMove.Act act when credited < overdue && payer.Midnight(act.On) <= now:
                overdue -= credited;
                var since = act.After.Since!.Value;
                var after = Timeline.Done(payer.Class.Dunning, act, payer.Unpaid.Min(invoice => invoice.DueOn), payer.DayOf(now), Agenda.OpenWith(payer, credited));
                var fee = act.Step.Action is DunningAction.LateFee ? await LateFeeAsync(act, Timeline.LateFee(act.Step, overdue)) : 0;
                payer = Dunned(payer with { Dunning = after }, act.Step.Action, now);
                await CommitAsync(new(Known, Known with { Payer = payer }, now)
                {
                    Dunned = (since, act.Place, act.Step.Action, fee),
                    Notices = [PayerNotices.Dunned(Payer, act, overdue, fee, Known.Version, now)],
                });
                break;

            case DunningMove.Lift lift:
                var begun = payer.Dunning.Since ?? payer.DayOf(now);
                var reactivation = await ChargeAsync(
                    $"dunning/{Payer.BalanceId}/{begun:uuuu-MM-dd}/lift", lift.Fee, DunningNotes.Reactivation, payer.Class.Dunning.ReactivationTaxCode);
                var number = payer.Dunning.Done;
                payer = Dunned(payer with { Dunning = lift.After }, null, now);
                await CommitAsync(new(Known, Known with { Payer = payer }, now)
                {
                    Dunned = Payer.Dunning.Level is DunningAction.Limit or DunningAction.Suspend ? (begun, number, null, reactivation) : null,
                    Notices = Payer.Dunning.Level is DunningAction.Limit or DunningAction.Suspend ? [PayerNotices.Restored(Payer, begun, reactivation, Known.Version, now)] : [],
                });
                break;

            case var later:
                await CommitAsync(new(Known, Known with { Payer = payer with { CoveredUntil = Agenda.CoveredUntil(payer, now, later) } }, now));
                break;
        }
    }

    // The next invoice will have it; until then it counts against what is overdue.
    private async Task<decimal> CreditedAsync()
    {
        var (entries, _) = await store.EntriesAsync(Payer.BalanceId, Known.Covered);

        return -entries.Where(entry => entry.Section is not InvoiceSection.Payments && entry.Owed < 0).Sum(entry => entry.Owed);
    }

    // Named by how many steps were done before, as an older program does: of two of which one was killed before it wrote down what it had
    // charged, the other one finds that. Begun anew, a timeline counts other steps by the same numbers, and the step itself is the name.
    private async Task<decimal> LateFeeAsync(DunningMove.Act act, decimal fee)
    {
        if (fee <= 0)
        {
            return 0;
        }

        var since = act.After.Since!.Value;
        var done = await store.DunnedAsync(Payer.BalanceId, since);

        if (done.FirstOrDefault(one => one.Number == act.Place && one.Action is DunningAction.LateFee).Amount is > 0 and var before)
        {
            return before;
        }

        var timeline = $"dunning/{Payer.BalanceId}/{since:uuuu-MM-dd}";
        var (byNumber, byPlace) = ($"{timeline}/{act.Number}", $"{timeline}/{act.Place}");
        var isAnew = done.Count != act.Number;

        // What an older program has done is written down by numbers too, and does not say which steps those were.
        return !isAnew || done.Any(one => one.Number < DunningMove.Act.LeastPlace)
            ? await store.ChargedAsync(Payer.BalanceId, byNumber)
                ?? await store.ChargedAsync(Payer.BalanceId, byPlace)
                ?? await ChargeAsync(isAnew ? byPlace : byNumber, fee, DunningNotes.LateFee, act.Step.TaxCode)
            : await ChargeAsync(byPlace, fee, DunningNotes.LateFee, act.Step.TaxCode);
    }

    /// <returns>What is charged of it: another amount where it was charged before.</returns>
    private async Task<decimal> ChargeAsync(string operationId, decimal amount, string text, string? taxCode)
    {
        if (amount <= 0)
        {
            return 0;
        }

        await store.TaxAsync(Payer.BalanceId, operationId, taxCode); // the first one stays, as the entry does: another class may be in force by now
        var reply = (await PostAllAsync([new(operationId, PostKind.OneOff, -amount, text)]))[0];

        // An invoice that is open again, for its payment was given back, has its fees already, of whatever was overdue then.
        return reply.Result switch
        {
            OperationResult.Done => amount,
            OperationResult.OtherOrder when await store.ChargedAsync(Payer.BalanceId, operationId) is { } before => before,
            var other => throw new UnreachableException($"{operationId}: {other}"),
        };
    }

    // What was subscribed to since a termination is not ended by a later step.
    private static Payer Dunned(Payer payer, DunningAction? action, Instant now) => action is not DunningAction.Terminate
        ? Standing.Follow(payer, now)
        : payer with
        {
            Subscriptions =
            [
                .. payer.Subscriptions.Select(one =>
                    SubscriptionOrders.Cancel(one, isPenaltyWaived: false, now, now) is SubscriptionOutcome.Changed(var ended) ? ended : one),
            ],
        };
}
