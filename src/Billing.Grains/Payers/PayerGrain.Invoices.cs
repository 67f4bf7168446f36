using System.Collections.Immutable;
using System.Diagnostics;
using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Payers;

// Closes periods. The invoice is written first, with its number; what it adds to the balance follows from it, under
// operation ids made of it, however often that is begun anew.
internal sealed partial class PayerGrain
{
    public Task<PayerReply> CloseNowAsync() => EndPeriodAsync(null);

    public async Task<PayerReply> CloseNowAsync(string by)
    {
        if (!IsBilled)
        {
            DeactivateOnIdle();

            return Refused("balance: expected one that is billed");
        }

        return (await DraftNowAsync())!.Lines == 0 ? Refused("invoice: expected something to charge or to ask for") : await EndPeriodAsync(by);
    }

    private async Task<PayerReply> EndPeriodAsync(string? by)
    {
        await FollowAsync();
        await TakeMoneyAsync();
        var today = Payer.DayOf(Now());

        // Today is in it, and what is used later today will be on the next one. What is charged at this very instant is on it.
        var (period, until) = (UntilTomorrow(today), Now() + Duration.Epsilon);
        var (draft, _, _) = await DraftAsync(period, today, until);

        // A day that has its invoice has another one of what is charged since; nothing else is asked for twice on it.
        if (today < Payer.OpenFrom && draft.Lines.IsEmpty)
        {
            return Refused($"period: expected one that has begun, not from {Payer.OpenFrom:uuuu-MM-dd} on");
        }

        if (draft.IsEmpty)
        {
            return Refused("invoice: expected something to charge or to ask for"); // and the period stays open
        }

        var id = await CloseAsync(period, today, until, by: by);
        await CatchUpAsync();

        return PayerReply.Done with { Id = id!.Value };
    }

    private DateSpan UntilTomorrow(LocalDate today) => new(LocalDate.Min(Payer.OpenFrom, today), today.PlusDays(1));

    // A run goes through all payers once: those that stayed until they are idle for long would fill the memory.
    public async Task<Billed> BillAsync(string billRun, string endsOnDay, bool isDryRun)
    {
        try
        {
            return await BillAsync(billRun, LocalDatePattern.Iso.Parse(endsOnDay).Value, isDryRun);
        }
        finally
        {
            DeactivateOnIdle();
            Balance.RestAsync().AsTask().Ignore(); // if that is lost, it is gone when it is idle
        }
    }

    private async Task<Billed> BillAsync(string billRun, LocalDate endsOn, bool isDryRun)
    {
        var billed = new Billed(0, 0);
        await FollowAsync();
        await TakeMoneyAsync();

        while (Agenda.OpenPeriod(Payer) is var period && period.To <= endsOn && Payer.Midnight(period.To) + Payer.Class.ClosingDelay <= Now())
        {
            if (isDryRun)
            {
                // Later periods begin with what this one leaves, so one is told.
                var (draft, _, _) = await DraftAsync(period, period.To, Payer.Midnight(period.To));

                return draft.IsEmpty
                    ? billed
                    : new(1, draft.Total)
                    {
                        Drafts =
                        [
                            new(
                                Payer.BalanceId, LocalDatePattern.Iso.Format(period.From), LocalDatePattern.Iso.Format(period.To), Payer.Currency.Code,
                                draft.Total, draft.AmountDue),
                        ],
                    };
            }

            var before = Known.Covered;
            billed = await CloseAsync(period, period.To, billRun: billRun) is not null
                ? new(billed.Invoices + 1, billed.Total + Known.Covered.OwedAfter - before.OwedAfter)
                : billed;
        }

        if (_posted.Count > 0)
        {
            await CommitAsync(new(Known, Known, Now()));
        }

        return billed;
    }

    public async Task<DraftReply?> DraftAsync()
    {
        if (!IsBilled)
        {
            DeactivateOnIdle();

            return null;
        }

        var period = Agenda.OpenPeriod(Payer);

        return await ShowAsync(period, period.To, Payer.Midnight(period.To));
    }

    public async Task<DraftReply?> DraftNowAsync()
    {
        if (!IsBilled)
        {
            DeactivateOnIdle();

            return null;
        }

        var now = Now();
        var today = Payer.DayOf(now);

        return await ShowAsync(UntilTomorrow(today), today, now);
    }

    private async Task<DraftReply> ShowAsync(DateSpan period, LocalDate issuedOn, Instant until)
    {
        var (draft, _, _) = await DraftAsync(period, issuedOn, until);

        return new(
            LocalDatePattern.Iso.Format(period.From),
            LocalDatePattern.Iso.Format(period.To),
            draft.Lines.Length,
            draft.Taxes.Net,
            draft.Taxes.Tax,
            draft.Total,
            draft.AmountDue,
            Payer.Currency.Code);
    }

    private async Task<long?> CloseAsync(DateSpan period, LocalDate issuedOn, Instant? until = null, string? billRun = null, string? by = null)
    {
        var (draft, through, carried) = await DraftAsync(period, issuedOn, until ?? Payer.Midnight(period.To));
        draft = draft with { DueOn = Agenda.DueOn(Payer, period, draft.DueOn, Now()) };

        if (draft.IsEmpty)
        {
            // Payments of a period without an invoice are on the next one.
            await CommitAsync(new(Known, Known with { Payer = Payer with { OpenFrom = period.To } }, Now()));

            return null;
        }

        var covered = Known.Covered;
        var coverage = new Coverage(null, covered.Through, through, covered.CarriedOn, carried, covered.OwedAfter, draft.OwedAfter);

        var commit = by is null ? null : new PayerCommit(Known, Known, Now()) { Audit = PayerLog.InvoicedNow(Payer, draft, by) };

        return await IssueAsync(draft, coverage, period.To, null, billRun, commit, by);
    }

    private async Task<(InvoiceDraft Draft, long Through, ImmutableArray<long> Carried)> DraftAsync(DateSpan period, LocalDate issuedOn, Instant until)
    {
        var (entries, through) = await store.EntriesAsync(Payer.BalanceId, Known.Covered);
        var (covered, carried) = Invoicing.Select(entries, until);

        return (
            Invoicing.Draft(
                Payer.Class.Invoices, Payer.IsTaxExempt, Payer.Currency, period, issuedOn, await AsChargedAsync(covered), Known.Covered.OwedAfter, Known.Coupons,
                entries.Where(entry => carried.Contains(entry.Sequence))),
            through,
            carried);
    }

    private async Task<long> IssueAsync(InvoiceDraft draft, Coverage coverage, LocalDate openFrom, long? replaces, string? billRun = null, PayerCommit? with = null, string? by = null)
    {
        var commit = with ?? new(Known, Known, Now());
        var books = commit.After;
        var unpaid = draft.Total > 0 ? books.Payer.Unpaid.Add(new(0, draft.DueOn, draft.Total)) : books.Payer.Unpaid;
        var after = books with
        {
            Payer = books.Payer with { OpenFrom = openFrom, Unpaid = unpaid },
            Covered = coverage,
            Coupons = [.. books.Coupons.Select(one => draft.Coupons.FirstOrDefault(use => use.CouponId == one.CouponId) is { } use ? one.Used(use.Amount) : one)],
        };
        var numbers = await CommitAsync(commit with { After = after, Invoice = new(draft, coverage, Payer.Class.Invoices.Series, replaces, BillRun: billRun, DueSoonAt: DueSoonAt(draft), By: by) });
        var id = numbers.InvoiceId;
        _books = Known with
        {
            Payer = Payer with { Unpaid = draft.Total > 0 ? unpaid.SetItem(unpaid.Length - 1, unpaid[^1] with { InvoiceId = id }) : unpaid },
            Covered = coverage with { InvoiceId = id },
            Credits = draft.Total < 0 ? Known.Credits.Add(new(-id, -draft.Total)) : Known.Credits,
            ToPost = draft is { TaxToPost: 0, RoundingToPost: 0 }
                ? Known.ToPost
                : Known.ToPost.Add(new(id, draft.TaxToPost, draft.RoundingToPost, numbers.InvoiceNumber, IsVoid: false)),
        };
        await PostAsync();
        await SettleAsync();

        return id;
    }

    // At the beginning of a day so many before; not when that has passed, or there is nothing to pay.
    private Instant? DueSoonAt(InvoiceDraft draft) =>
        notifications.Value.DueSoonDays is > 0 and var days && draft.AmountDue > 0 && Payer.Midnight(draft.DueOn.PlusDays(-days)) is var at && at > Now() ? at : null;

    // What is posted already is answered as it was. The next commit writes down that it is.
    private async Task PostAsync()
    {
        foreach (var invoice in Known.ToPost.Except(_posted).ToArray())
        {
            await PostAsync([.. Postings(invoice)]);
            _posted.Add(invoice);
        }
    }

    private static IEnumerable<PostOrder> Postings(PostedInvoice invoice)
    {
        var (part, sign) = invoice.IsVoid ? ("void-", -1) : ("", 1);

        if (invoice.Tax != 0)
        {
            yield return new(
                FormattableString.Invariant($"invoice/{invoice.InvoiceId}/{part}tax"),
                invoice.IsCreditNote ? PostKind.CreditNote : PostKind.Tax,
                -invoice.Tax * sign,
                invoice.Number);
        }

        // With what coupons take off, as one and under one key: an older program beside this one may go on with what was killed here.
        if (invoice.Rounding != 0)
        {
            yield return new(FormattableString.Invariant($"invoice/{invoice.InvoiceId}/{part}rounding"), PostKind.Rounding, -invoice.Rounding * sign, invoice.Number);
        }
    }

    private async Task PostAsync(ImmutableArray<PostOrder> orders)
    {
        var replies = await PostAllAsync(orders);

        foreach (var (order, reply) in orders.Zip(replies))
        {
            if (reply.Result is not OperationResult.Done)
            {
                throw new UnreachableException($"{order.OperationId}: {reply.Result}");
            }
        }
    }
}
