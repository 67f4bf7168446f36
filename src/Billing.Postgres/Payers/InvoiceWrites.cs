using System.Globalization;
using Billing.Core.Notifications;
using Billing.Grains.Payers;
using NodaTime;
using Npgsql;
using static Billing.Postgres.Payers.PayerWrites;

namespace Billing.Postgres.Payers;

/// <summary>Writes an invoice with its number, lines and taxes, in one statement.</summary>
/// <remarks>The series' row is locked until the commit, so a number that is taken is used, or it is given again.</remarks>
internal static class InvoiceWrites
{
    private const string Sql = """
        with number as (
            insert into invoice_series as s (name, last_number) values ($2, 1)
            on conflict (name) do update set last_number = s.last_number + 1
            returning last_number
        ), issued as (
            insert into invoice
                (kind, series, series_number, balance_id, corrects, replaces, period_from, period_to, issued_on, due_on, currency, net, tax, total,
                 previous_owed, paid, amount_due, owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence, carried_in, carried_on,
                 is_posted, operation_id, issued_at, bill_run_id, by)
            select $1, $2, last_number, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $42, $46
            from number
            returning invoice_id, series_number
        ), line as (
            insert into invoice_line (invoice_id, position, section, text, tax_code, from_on, to_on, count, units, unit, amount)
            select i.invoice_id, l.* from issued i,
                unnest($27::int[], $28::int[], $29::text[], $30::text[], $31::date[], $32::date[], $33::int[], $34::bigint[], $35::int[], $36::numeric[]) l
        ), tax as (
            insert into invoice_tax (invoice_id, position, name, percent, net, amount)
            select i.invoice_id, t.* from issued i, unnest($37::int[], $38::text[], $39::numeric[], $40::numeric[], $41::numeric[]) t
        ), credit as (
            -- an invoice below zero settles others
            insert into payer_credit (balance_id, sequence, amount, remaining)
            select $3, -invoice_id, -$13::numeric, -$13::numeric from issued where $13::numeric < 0 and $1 = 1
        ), told as (
            -- that there is one to pay, and later, if it is still open by then, that it will be due; what it says is read from it
            insert into notification (key, event, balance_id, invoice_id, facts, raised_at, due_at)
            select n.key || i.invoice_id, n.event, $3, i.invoice_id, '{}', $26, n.due_at
            from issued i, (values ('invoice/', $43::int, $26::timestamptz), ('invoice-due/', $44::int, $45::timestamptz)) as n(key, event, due_at)
            where $1 = 1 and n.due_at is not null
        )
        select invoice_id, series_number from issued
        """;

    public static NpgsqlBatchCommand Statement(long balanceId, string currency, NewInvoice invoice, Instant now)
    {
        var (draft, covered) = (invoice.Draft, invoice.Coverage);
        var (lines, taxes) = (draft.Lines, draft.Taxes.Lines);
        var isCreditNote = invoice.Corrects is not null;

        return PayerWrites.Statement(
            Sql,
            [
                isCreditNote ? 2 : 1,
                invoice.Series,
                balanceId,
                invoice.Corrects,
                invoice.Replaces,
                Date(draft.Period.From),
                Date(draft.Period.To),
                Date(draft.IssuedOn),
                Date(draft.DueOn),
                currency,
                draft.Taxes.Net,
                draft.Taxes.Tax,
                draft.Total,
                draft.PreviousOwed,
                draft.Paid,
                draft.AmountDue,
                covered.OwedAfter,
                draft.TaxToPost,
                draft.RoundingToPost,
                covered.After,
                covered.Through,
                covered.CarriedIn.ToArray(),
                covered.CarriedOn.ToArray(),
                !isCreditNote && draft is { TaxToPost: 0, RoundingToPost: 0 },
                invoice.OperationId,
                Time(now),
                Positions(lines.Length),
                lines.Select(line => (int)line.Section).ToArray(),
                lines.Select(line => line.Text).ToArray(),
                lines.Select(line => line.TaxCode).ToArray(),
                lines.Select(line => Date(line.Days?.From)).ToArray(),
                lines.Select(line => Date(line.Days?.To)).ToArray(),
                lines.Select(line => line.Count).ToArray(),
                lines.Select(line => line.Units).ToArray(),
                lines.Select(line => (int?)line.Unit).ToArray(),
                lines.Select(line => line.Amount).ToArray(),
                Positions(taxes.Length),
                taxes.Select(tax => tax.Name).ToArray(),
                taxes.Select(tax => tax.Percent).ToArray(),
                taxes.Select(tax => tax.Net).ToArray(),
                taxes.Select(tax => tax.Amount).ToArray(),
                invoice.BillRun,
                (int)NotificationEvent.InvoiceIssued,
                (int)NotificationEvent.InvoiceDueSoon,
                Time(invoice.DueSoonAt),
                invoice.By,
            ]);
    }

    public static string Number(string series, long number) => string.Create(CultureInfo.InvariantCulture, $"{series}-{number:000000}");

    private static int[] Positions(int count) => [.. Enumerable.Range(1, count)];
}
