using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Payments;
using Billing.Core.Taxes;
using NodaTime;

namespace Billing.Grains.Payers;

// Takes invoices back, and corrects them by credit notes: what was issued never changes.
internal sealed partial class PayerGrain
{
    public async Task<PayerReply> VoidAsync(VoidOrder order)
    {
        var (invoiceId, reason, isReplaced, by) = order;
        await FollowAsync();
        await TakeMoneyAsync();

        if (Known.Covered.InvoiceId != invoiceId)
        {
            return await NotNewestAsync(invoiceId);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return Refused("reason: expected why it is void");
        }

        var off = (await store.CouponUsesAsync(invoiceId)).ToDictionary(use => use.CouponId, use => use.Amount);

        if (!isReplaced && off.Count > 0 && await IsCreditedLessAsync(invoiceId))
        {
            return Refused(
                "invoice: expected one of whose fees nothing was credited since as its coupons had left it; this one is replaced, or corrected by a credit note");
        }

        var now = Now();
        var settled = await store.SettledAsync(Payer.BalanceId);
        var taken = TakeBack(settled.Where(one => one.InvoiceId == invoiceId));
        var freed = TakeBack(settled.Where(one => one.Sequence == -invoiceId)); // it was below zero, and had settled others
        var due = await store.DueDatesAsync([.. freed.Select(one => one.InvoiceId)]);
        var used = await UsedAsync(invoiceId, freed);
        var (period, issuedOn, number, tax, rounding) = await store.InvoiceAsync(invoiceId);
        var (covered, before) = (Known.Covered, Known.Covered.Before);
        var books = Known with
        {
            Payer = Payer with { Unpaid = Reopened(Payer.Unpaid.RemoveAll(one => one.InvoiceId == invoiceId), freed, due) },
            Covered = before,
            Credits = GivenBack(Known.Credits.RemoveAll(one => one.Sequence == -invoiceId), taken.RemoveAll(one => one.Sequence == -invoiceId)),
            Uncovered = Known.Uncovered + used,
            ToPost = tax == 0 && rounding == 0 ? Known.ToPost : Known.ToPost.Add(new(invoiceId, tax, rounding, number, IsVoid: true)),
            Coupons = [.. Known.Coupons.Select(one => off.TryGetValue(one.CouponId, out var amount) ? one.Unused(amount) : one)],
        };
        var sentence = $"took invoice {number} back{(isReplaced ? " and issued another in its place" : "")}: {reason}";
        var commit = new PayerCommit(Known, books, now)
        {
            Voided = (invoiceId, reason, by),
            Settled = taken.AddRange(freed),
            Audit = new(by, isReplaced ? "replace" : "void", EntityKinds.Invoice, number, sentence),
        };

        if (isReplaced)
        {
            // The same entries, and the same coupons, whatever came since, of either; void and replaced at once, or neither.
            var coupons = (await store.UsedCouponsAsync(invoiceId)).Select(one => one.Unused(off[one.CouponId]));
            var (entries, _) = await store.EntriesAsync(Payer.BalanceId, before);
            var carried = entries.ToLookup(entry => covered.CarriedOn.Contains(entry.Sequence));
            var again = await AsChargedAsync(carried[false].Where(entry => entry.Sequence <= covered.Through), invoiceId);
            var draft = Invoicing.Draft(
                Payer.Class.Invoices, Payer.IsTaxExempt, Payer.Currency, period, issuedOn, again, before.OwedAfter, coupons, carried[true]);

            // Nobody has had this one yet: it has its days to be paid in, whenever what it replaces was issued.
            var (terms, today) = (Payer.Class.Invoices, Payer.DayOf(now));
            draft = draft with { DueOn = LocalDate.Max(draft.DueOn, today.PlusDays(terms.PaymentTermDays)) };
            var coverage = covered with { InvoiceId = null, OwedBefore = before.OwedAfter, OwedAfter = draft.OwedAfter };

            return PayerReply.Done with { Id = await IssueAsync(draft, coverage, Payer.OpenFrom, invoiceId, null, commit, by) };
        }

        await CommitAsync(commit);
        await PostAsync();
        await SettleAsync();
        DeactivateOnIdle(); // the invoice before is the newest now: the next call reads it

        return PayerReply.Done with { Id = invoiceId };
    }

    // Of an invoice below zero: what it gave for money that was given back, or for what is owed on no invoice. That is owed again without it.
    private async Task<decimal> UsedAsync(long invoiceId, ImmutableArray<Allocated> freed)
    {
        var below = -(await store.TaxesAsync(invoiceId)).Gross;

        return decimal.Max(0, below - Known.Credits.Where(one => one.Sequence == -invoiceId).Sum(one => one.Left) + freed.Sum(one => one.Amount));
    }

    // Later invoices say what was owed after it, and never change.
    private async Task<PayerReply> NotNewestAsync(long invoiceId) => await store.IssuedAsync(Payer.BalanceId, invoiceId) switch
    {
        null => Refused("invoice: expected one of the customer's"),
        { IsVoid: true } => PayerReply.Done with { Id = invoiceId },
        { IsCreditNote: true } note => Refused($"invoice: expected an invoice, {note.Number} is a credit note"),
        var older => Refused(
            $"invoice: expected {(await store.InvoiceAsync(Known.Covered.InvoiceId!.Value)).Number}, the payer's newest one, on whose sums no other counts; "
            + $"{older.Number} is corrected by a credit note, or taken back when those after it are, from the newest on"),
    };

    public async Task<PayerReply> CreditNoteAsync(CreditNoteOrder order)
    {
        var (operationId, invoiceId, amount, reason, by, line) = order;
        await CatchUpAsync();
        await TakeMoneyAsync();
        var (credited, made, corrected) = await store.CreditedAsync(Payer.BalanceId, invoiceId, operationId);

        if (made is { } known)
        {
            return (known.InvoiceId, known.Amount, known.Line) == (invoiceId, amount, line) ? PayerReply.Done with { Id = known.NoteId } : Refused(OtherOrder);
        }

        if (credited is not { } total)
        {
            return Refused("invoice: expected one of the customer's that is not void");
        }

        if (await NotableAsync(invoiceId, line, total) is not { } notable)
        {
            return Refused("line: expected none, or the number of one of the invoice's that charges something");
        }

        if (notable.Left is var left && left <= 0)
        {
            return Refused(line is null
                ? $"invoice: expected one of which something is left to credit, nothing is of {corrected}"
                : $"line: expected one of which something is left to credit, nothing is of line {line} of {corrected}");
        }

        if (amount <= 0 || amount > left || amount.Round(Payer.Currency.MinorUnitDigits, Rounding.Down) != amount)
        {
            return Refused(FormattableString.Invariant($"amount: expected more than zero and no more than {left.ToString(Payer.Currency.Format, CultureInfo.InvariantCulture)}, to the currency's minor unit"));
        }

        var now = Now();
        var today = Payer.DayOf(now);
        var terms = Payer.Class.Invoices;
        var taxed = await store.TaxesAsync(invoiceId); // as it was taxed, whatever is so today
        var digits = Payer.Currency.MinorUnitDigits;
        var rest = Taxation.Left(taxed, total, await store.NotedTaxesAsync(Payer.BalanceId, invoiceId), digits, terms.Rounding);
        var part = notable.Taxed is { } ofLine
            ? Taxation.Within(Taxation.Part(ofLine, notable.Before, amount, digits, terms.Rounding), rest, digits)
            : Taxation.Part(rest, 0, amount, digits, terms.Rounding);
        var taxes = new Taxed(-part.Net, -part.Tax, -amount, [.. part.Lines.Select(one => one with { Net = -one.Net, Amount = -one.Amount })]);

        // As lines are on what it corrects: net where taxes were added.
        var isNet = (await store.InvoiceAsync(invoiceId)).TaxToPost == taxed.Tax;
        var credit = new InvoiceLine(InvoiceSection.OneOff, reason, null, null, 1, 0, null, isNet ? -part.Net : -amount);
        var draft = new InvoiceDraft(new(today, today), today, today, [credit], taxes, -amount, 0, 0, 0, isNet ? -part.Tax : 0, 0);
        var numbers = await CommitAsync(new(Known, Known, now)
        {
            Invoice = new(draft, Coverage.None, terms.Series + "-CN", Corrects: invoiceId, OperationId: operationId, By: by, CorrectsLine: line),
            Audit = new(
                by, "credit-note", EntityKinds.Invoice, corrected!, FormattableString.Invariant($"credited {amount.ToString(Payer.Currency.Format, CultureInfo.InvariantCulture)} {Payer.Currency.Code} of invoice {corrected}: {reason}")),
        });
        _books = Known with { ToPost = Known.ToPost.Add(new(numbers.InvoiceId, -amount, 0, numbers.InvoiceNumber, IsVoid: false, IsCreditNote: true)) };
        await PostAsync();
        await TakeMoneyAsync();
        await CatchUpAsync();

        return PayerReply.Done with { Id = numbers.InvoiceId };
    }

    public async Task<Creditable?> CreditableAsync(long invoiceId)
    {
        if (!IsBilled)
        {
            DeactivateOnIdle();

            return null;
        }

        if ((await store.CreditedAsync(Payer.BalanceId, invoiceId, "")).Left is not { } total)
        {
            return null;
        }

        var noted = await store.NotedAsync(Payer.BalanceId, invoiceId);
        var lines = await LinesAsync(invoiceId, isByLine: true);

        return new(
            LeftOf(total, noted, lines),
            [.. lines.Lines.Select((line, i) => line.Amount > 0 && noted is not null ? LeftOf(noted, lines, i + 1) : 0)]);
    }

    /// <summary>What may still be credited, gross: of the invoice, or of a line of it with its taxes and what notes gave of it before.</summary>
    private async Task<(decimal Left, Taxed? Taxed, decimal Before)?> NotableAsync(long invoiceId, int? line, decimal total)
    {
        var noted = await store.NotedAsync(Payer.BalanceId, invoiceId);
        var lines = noted is null ? null : await LinesAsync(invoiceId, isByLine: line is not null);

        if (line is not { } number || noted is null)
        {
            return (LeftOf(total, noted, lines), null, 0);
        }

        return number < 1 || number > lines!.Lines.Length || lines.Lines[number - 1].Amount <= 0
            ? null
            : (LeftOf(noted, lines, number), lines.Taxed(number), noted.Notes.Where(note => note.Line == number).Sum(note => note.Amount));
    }

    private decimal LeftOf(decimal total, NotedInvoice? noted, InvoiceLines? lines) =>
        noted is null ? total : GivenBackOf(noted, lines!.By).LeftToNote(Payer.Currency.MinorUnitDigits);

    // What was given back as unused days is not given back once more.
    private decimal LeftOf(NotedInvoice noted, InvoiceLines lines, int number)
    {
        var unused = noted.Unused.Where(one => lines.Of(one.FeeSequence) == number).Sum(one => GrossOf(one.Amount, one.TaxCode, lines.By));

        return GivenBackOf(noted, lines.By).LeftToNote(Payer.Currency.MinorUnitDigits, number, lines.Taxed(number).Gross, unused);
    }

    private static ImmutableArray<Allocated> TakeBack(IEnumerable<Allocated> made) =>
        made.ToArray() is var all ? Settlement.TakeBack(all, all.Sum(one => one.Amount)) : [];
}
