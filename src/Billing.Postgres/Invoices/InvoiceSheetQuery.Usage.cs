using Billing.Contracts.Invoices;
using Billing.Core.Payers;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using Billing.Postgres.Payers;
using NodaTime;

namespace Billing.Postgres.Invoices;

// What usage an invoice is for: the records of its ledger entries, and those that cost nothing and ended in its period.
internal sealed partial class InvoiceSheetQuery
{
    // Some two hundred pages.
    private const int MostRecords = 10_000;

    private const string TermsSql = """
        select c.time_zone, c.lists_usage, t.terms::text
        from balance b
        join customer c on c.customer_id = b.customer_id
        join payer p on p.balance_id = b.balance_id
        cross join lateral (select terms from customer_class where name = p.class order by customer_class_id desc limit 1) t
        where b.balance_id = $1
        """;

    // What allowances paid has no entry. What nothing prices is no usage of the customer's yet.
    private const string Covered = """
        with i as (
            select * from invoice where invoice_id = $1
        ), covered as (
            select x.* from i
            join ledger_entry l on l.balance_id = i.balance_id and l.reason = 2
                and (l.sequence > i.after_sequence and l.sequence <= i.through_sequence and l.sequence <> all(i.carried_on) or l.sequence = any(i.carried_in))
            join xdr x on x.session_id = l.session_id and x.part = l.part and x.recorded_at = l.recorded_at
            union all
            select x.* from i
            join account a on a.balance_id = i.balance_id
            join xdr x on x.account_id = a.account_id and x.balance_id = i.balance_id and x.ledger_sequence is null and x.rate_id is not null
                and x.recorded_at >= $2 and x.ended_at >= $2 and x.ended_at < $3 and x.used_units > 0
        )
        """;

    private const string SumsSql = $"""
        {Covered}
        select s.service, d.description, s.unit, sum(s.uses)::bigint, sum(s.units)::bigint, sum(s.amount)
        from (
            select x.service, x.destination, t.unit, count(*) as uses, sum(x.used_units) as units, sum(x.amount) as amount
            from covered x join tariff t on t.tariff_id = x.tariff_id
            group by x.service, x.destination, t.unit
        ) s
        left join lateral (
            select description from destination
            where prefix = any(array(select left(s.destination, l) from generate_series(1, least(length(s.destination), 16)) l))
            order by length(prefix) desc limit 1
        ) d on true
        group by s.service, d.description, s.unit
        order by sum(s.amount) desc, sum(s.units) desc, s.service, d.description
        """;

    private const string RecordsSql = $"""
        {Covered}
        select x.started_at, a.login, x.service, coalesce(x.called_number, x.called_party), d.description, t.unit, x.used_units, x.amount
        from (select * from covered order by started_at, session_id, part limit $4) x
        join account a on a.account_id = x.account_id
        join tariff t on t.tariff_id = x.tariff_id
        left join lateral (
            select description from destination
            where prefix = any(array(select left(x.destination, l) from generate_series(1, least(length(x.destination), 16)) l))
            order by length(prefix) desc limit 1
        ) d on true
        order by x.started_at, x.session_id, x.part
        """;

    public async Task<InvoiceUsage> UsageAsync(InvoiceRecord invoice, CancellationToken cancellation)
    {
        var terms = await database.Lists.ListAsync(
            TermsSql,
            row => (Zone: row.GetString(0), Own: row.IsDBNull(1) ? (bool?)null : row.GetBoolean(1), Class: PayerJson.Read<ClassTerms>(row.GetString(2))),
            cancellation,
            invoice.BalanceId);

        if (invoice.Kind != "invoice" || terms is not [var (zoneId, own, classTerms)])
        {
            return InvoiceUsage.None;
        }

        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var (from, to) = (zone.AtStartOfDay(invoice.PeriodFrom).ToInstant().ToDateTimeUtc(), zone.AtStartOfDay(invoice.PeriodTo).ToInstant().ToDateTimeUtc());
        var sums = await database.Lists.ListAsync(
            SumsSql,
            row => new UsageSum(row.GetString(0), row.Text(1), NameOf((Unit)row.GetInt32(2)), row.GetInt64(3), row.GetInt64(4), row.GetDecimal(5)),
            cancellation,
            invoice.InvoiceId,
            from,
            to);
        var records = sums.Count > 0 && (own ?? classTerms.Invoices.ListsUsage)
            ? await database.Lists.ListAsync(
                RecordsSql,
                row => new UsageRecord(
                    row.At(0), row.GetString(1), row.GetString(2), row.Text(3), row.Text(4), NameOf((Unit)row.GetInt32(5)), row.GetInt64(6), row.GetDecimal(7)),
                cancellation,
                invoice.InvoiceId,
                from,
                to,
                MostRecords)
            : [];

        return new(sums, records, records.Count > 0 && sums.Sum(sum => sum.Count) > records.Count, zoneId);
    }

    private static string NameOf(Unit unit) => unit.ToString().ToLowerInvariant();
}
