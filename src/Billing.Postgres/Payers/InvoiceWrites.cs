using System.Globalization;
using Billing.Core.Notifications;
using Billing.Grains.Payers;
using Npgsql;
using static Billing.Postgres.Payers.PayerWrites;

namespace Billing.Postgres.Payers;

/// <summary>Writes invoices of one series with their numbers, lines and taxes, all that are written together in one statement.</summary>
/// <remarks>The series' row is locked until the commit, so a number that is taken is used, or it is given again.</remarks>
internal static class InvoiceWrites
{
    // Their numbers are in the order of the arrays, by which lines and taxes name their invoice too.
    private const string Sql = """
        with number as (
            insert into invoice_series as s (name, last_number) values ($1, $2)
            on conflict (name) do update set last_number = s.last_number + $2
            returning last_number - $2 as before
        ), asked as (
            select before + n as series_number, a.*
            from number, unnest(
                    $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::date[], $8::date[], $9::date[], $10::date[], $11::text[], $12::numeric[],
                    $13::numeric[], $14::numeric[], $15::numeric[], $16::numeric[], $17::numeric[], $18::numeric[], $19::numeric[], $20::numeric[],
                    $21::bigint[], $22::bigint[], $23::text[], $24::text[], $25::boolean[], $26::text[], $27::timestamptz[], $28::text[], $29::text[],
                    $30::timestamptz[], $50::numeric[], $51::int[], $52::int[], $53::boolean[])
                with ordinality as a(
                    kind, balance_id, corrects, replaces, period_from, period_to, issued_on, due_on, currency, net,
                    tax, total, previous_owed, paid, amount_due, owed_after, tax_to_post, rounding_to_post,
                    after_sequence, through_sequence, carried_in, carried_on, is_posted, operation_id, issued_at, bill_run_id, by, due_soon_at, exempted, corrects_line,
                    class_version, is_exempt, n)
        ), issued as (
            insert into invoice
                (kind, series, series_number, balance_id, corrects, replaces, period_from, period_to, issued_on, due_on, currency, net, tax, total,
                 previous_owed, paid, amount_due, owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence, carried_in, carried_on,
                 is_posted, operation_id, issued_at, bill_run_id, by, exempted, corrects_line, class_version, is_exempt, reckons_coupons, reckons_plans)
            select kind, $1, series_number, balance_id, corrects, replaces, period_from, period_to, issued_on, due_on, currency, net, tax, total,
                   previous_owed, paid, amount_due, owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence,
                   carried_in::bigint[], carried_on::bigint[], is_posted, operation_id, issued_at, bill_run_id, by, exempted, corrects_line,
                   class_version, is_exempt, true, true
            from asked
            order by series_number
            returning invoice_id, series_number
        ), made as (
            select a.n, a.kind, a.balance_id, a.total, a.issued_at, a.due_soon_at, i.invoice_id, i.series_number from issued i join asked a using (series_number)
        ), line as (
            -- whose a fee is stays on the invoice as the line was called then
            insert into invoice_line (invoice_id, position, section, text, tax_code, from_on, to_on, count, units, unit, amount, taken_off, account, quantity)
            select i.invoice_id, l.position, l.section, l.text, l.tax_code, l.from_on, l.to_on, l.count, l.units, l.unit, l.amount, l.taken_off, o.login,
                o.quantity
            from unnest(
                    $31::bigint[], $32::int[], $33::int[], $34::text[], $35::text[], $36::date[], $37::date[], $38::int[], $39::bigint[], $40::int[],
                    $41::numeric[], $57::numeric[], $58::bigint[], $59::int[])
                as l(n, position, section, text, tax_code, from_on, to_on, count, units, unit, amount, taken_off, subscription_id, stretch)
            join made i using (n)
            left join lateral (
                select a.login,
                       (select (g->>'quantity')::int from jsonb_array_elements(s.history->'segments') g where (g->>'number')::int = l.stretch limit 1) as quantity
                from subscription s left join account a on a.account_id = s.account_id
                where s.subscription_id = l.subscription_id
            ) o on true
        ), tax as (
            insert into invoice_tax (invoice_id, position, name, percent, net, amount)
            select i.invoice_id, t.position, t.name, t.percent, t.net, t.amount
            from unnest($42::bigint[], $43::int[], $44::text[], $45::numeric[], $46::numeric[], $47::numeric[]) as t(n, position, name, percent, net, amount)
            join made i using (n)
        ), used as (
            insert into coupon_use (invoice_id, coupon_id, amount)
            select i.invoice_id, u.coupon_id, u.amount from unnest($54::bigint[], $55::bigint[], $56::numeric[]) as u(n, coupon_id, amount) join made i using (n)
        ), credit as (
            -- an invoice below zero settles others
            insert into payer_credit (balance_id, sequence, amount, remaining)
            select balance_id, -invoice_id, -total, -total from made where total < 0 and kind = 1
        ), told as (
            -- that there is one to pay, and later, if it is still open by then, that it will be due; what it says is read from it
            insert into notification (key, event, balance_id, invoice_id, facts, raised_at, due_at)
            select n.key || i.invoice_id, n.event, i.balance_id, i.invoice_id, '{}', i.issued_at, n.due_at
            from made i
            cross join lateral (values ('invoice/', $48::int, i.issued_at), ('invoice-due/', $49::int, i.due_soon_at)) as n(key, event, due_at)
            where i.kind = 1 and n.due_at is not null
        )
        select invoice_id, series_number from made order by n
        """;

    /// <summary>A statement for all that is issued in one series, which answers with a row for each, in their order.</summary>
    public static NpgsqlBatchCommand Statement(string series, IReadOnlyList<PayerCommit> commits)
    {
        var issued = commits.Select(commit => (commit.After.Payer, commit.After.ClassId, commit.Invoice!.Draft, commit.Invoice.Coverage, Invoice: commit.Invoice!, commit.Now)).ToArray();
        var lines = issued.SelectMany((one, index) => one.Draft.Lines.Select((line, position) => (N: index + 1L, Position: position + 1, Line: line, HasOff: !one.Draft.Coupons.IsEmpty))).ToArray();
        var taxes = issued.SelectMany((one, index) => one.Draft.Taxes.Lines.Select((tax, position) => (N: index + 1L, Position: position + 1, Tax: tax))).ToArray();

        var uses = issued.SelectMany((one, index) => one.Draft.Coupons.Select(use => (N: index + 1L, Use: use))).ToArray();

        return PayerWrites.Statement(
            Sql,
            [
                series,
                (long)issued.Length,
                issued.Select(one => one.Invoice.Corrects is null ? 1 : 2).ToArray(),
                issued.Select(one => one.Payer.BalanceId).ToArray(),
                issued.Select(one => one.Invoice.Corrects).ToArray(),
                issued.Select(one => one.Invoice.Replaces).ToArray(),
                issued.Select(one => Date(one.Draft.Period.From)).ToArray(),
                issued.Select(one => Date(one.Draft.Period.To)).ToArray(),
                issued.Select(one => Date(one.Draft.IssuedOn)).ToArray(),
                issued.Select(one => Date(one.Draft.DueOn)).ToArray(),
                issued.Select(one => one.Payer.Currency.Code).ToArray(),
                issued.Select(one => one.Draft.Taxes.Net).ToArray(),
                issued.Select(one => one.Draft.Taxes.Tax).ToArray(),
                issued.Select(one => one.Draft.Total).ToArray(),
                issued.Select(one => one.Draft.PreviousOwed).ToArray(),
                issued.Select(one => one.Draft.Paid).ToArray(),
                issued.Select(one => one.Draft.AmountDue).ToArray(),
                issued.Select(one => one.Coverage.OwedAfter).ToArray(),
                issued.Select(one => one.Draft.TaxToPost).ToArray(),
                issued.Select(one => one.Draft.RoundingToPost).ToArray(),
                issued.Select(one => one.Coverage.After).ToArray(),
                issued.Select(one => one.Coverage.Through).ToArray(),
                issued.Select(one => Text(one.Coverage.CarriedIn)).ToArray(),
                issued.Select(one => Text(one.Coverage.CarriedOn)).ToArray(),
                issued.Select(one => one.Invoice.Corrects is null && one.Draft is { TaxToPost: 0, RoundingToPost: 0 }).ToArray(),
                issued.Select(one => one.Invoice.OperationId).ToArray(),
                issued.Select(one => Time(one.Now)).ToArray(),
                issued.Select(one => one.Invoice.BillRun).ToArray(),
                issued.Select(one => one.Invoice.By).ToArray(),
                issued.Select(one => Time(one.Invoice.DueSoonAt)).ToArray(),
                lines.Select(one => one.N).ToArray(),
                lines.Select(one => one.Position).ToArray(),
                lines.Select(one => (int)one.Line.Section).ToArray(),
                lines.Select(one => one.Line.Text).ToArray(),
                lines.Select(one => one.Line.TaxCode).ToArray(),
                lines.Select(one => Date(one.Line.Days?.From)).ToArray(),
                lines.Select(one => Date(one.Line.Days?.To)).ToArray(),
                lines.Select(one => one.Line.Count).ToArray(),
                lines.Select(one => one.Line.Units).ToArray(),
                lines.Select(one => (int?)one.Line.Unit).ToArray(),
                lines.Select(one => one.Line.Amount).ToArray(),
                taxes.Select(one => one.N).ToArray(),
                taxes.Select(one => one.Position).ToArray(),
                taxes.Select(one => one.Tax.Name).ToArray(),
                taxes.Select(one => one.Tax.Percent).ToArray(),
                taxes.Select(one => one.Tax.Net).ToArray(),
                taxes.Select(one => one.Tax.Amount).ToArray(),
                (int)NotificationEvent.InvoiceIssued,
                (int)NotificationEvent.InvoiceDueSoon,
                issued.Select(one => one.Draft.Exempted).ToArray(),
                issued.Select(one => one.Invoice.CorrectsLine).ToArray(),
                issued.Select(one => one.Invoice.Corrects is null ? (int?)one.ClassId : null).ToArray(), // a credit note has the taxes of what it corrects
                issued.Select(one => one.Invoice.Corrects is null ? (bool?)one.Payer.IsTaxExempt : null).ToArray(),
                uses.Select(one => one.N).ToArray(),
                uses.Select(one => one.Use.CouponId).ToArray(),
                uses.Select(one => one.Use.Amount).ToArray(),
                lines.Select(one => one.HasOff ? one.Line.TakenOff : (decimal?)null).ToArray(),
                lines.Select(one => one.Line.Of?.SubscriptionId).ToArray(),
                lines.Select(one => one.Line.Of?.Stretch).ToArray(),
            ]);
    }

    public static string Number(string series, long number) => string.Create(CultureInfo.InvariantCulture, $"{series}-{number:000000}");

    // Arrays of arrays have one length; these have their own.
    private static string Text(IEnumerable<long> sequences) => $"{{{string.Join(',', sequences)}}}";
}
