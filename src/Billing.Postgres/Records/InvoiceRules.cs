namespace Billing.Postgres.Records;

/// <summary>What must hold of subscriptions, invoices and what settles them.</summary>
internal static class InvoiceRules
{
    // What is posted, or must be by now: whatever was killed goes on by itself within a day. Steps: one may be in flight.
    private const string Posting = """
        (select i.*, is_posted or issued_at < now() - interval '1 day' as posted,
                is_void_posted or void_reason is not null and coalesce(voided_at, issued_at) < now() - interval '1 day' as void_posted,
                not is_posted and issued_at >= now() - interval '1 day'
                    or void_reason is not null and not is_void_posted and coalesce(voided_at, issued_at) >= now() - interval '1 day' as steps
         from invoice i) p
        """;

    // Each query returns the differences that it is named for: what, whose, found, expected.
    public static readonly (string Rule, string Sql)[] All =
    [
        ("each fee in the ledger is a subscription's charge, each charge a fee", """
            select 'subscription ' || coalesce(c.subscription_id::text, e.operation_id) || ' ' || coalesce(c.period || ' ' || c.part, ''),
                   coalesce((-e.amount)::text, 'no entry'), coalesce(c.amount::text, 'no charge')
            from subscription_charge c
            full join (select * from ledger_entry where reason = 20) e on e.balance_id = c.balance_id and e.sequence = c.sequence
            where c.amount is distinct from -e.amount
            """),
        ("an invoice's total is its lines with the taxes that are added; those that an exempt customer gets back are not in its lines", """
            select 'invoice ' || i.invoice_id, i.total::text, (coalesce(l.amount, 0) + i.tax_to_post + i.exempted)::text
            from invoice i
            left join (select invoice_id, sum(amount) as amount from invoice_line group by 1) l on l.invoice_id = i.invoice_id
            where i.total <> coalesce(l.amount, 0) + i.tax_to_post + i.exempted
            """),
        ("an invoice's tax is the sum of its taxes", """
            select 'invoice ' || i.invoice_id, i.tax::text, coalesce(t.amount, 0)::text
            from invoice i
            left join (select invoice_id, sum(amount) as amount from invoice_tax group by 1) t on t.invoice_id = i.invoice_id
            where i.tax <> coalesce(t.amount, 0)
            """),
        ("taxes and roundings in the ledger are those of the invoices", $"""
            select 'balance ' || coalesce(i.balance_id, e.balance_id), coalesce(e.amount, 0)::text, coalesce(i.amount, 0)::text
            from (select balance_id, -sum((tax_to_post + rounding_to_post) * (posted::int - void_posted::int)) as amount, bool_or(steps) as steps
                  from {Posting} where kind = 1 group by 1) i
            full join (select balance_id, sum(amount) as amount from ledger_entry where reason in (22, 23) group by 1) e on e.balance_id = i.balance_id
            where coalesce(i.amount, 0) <> coalesce(e.amount, 0) and i.steps is not true
            """),
        ("credit notes in the ledger are those that were issued", $"""
            select 'balance ' || coalesce(i.balance_id, e.balance_id), coalesce(e.amount, 0)::text, coalesce(i.amount, 0)::text
            from (select balance_id, -sum(total * posted::int) as amount, bool_or(steps) as steps from {Posting} where kind = 2 group by 1) i
            full join (select balance_id, sum(amount) as amount from ledger_entry where reason = 24 group by 1) e on e.balance_id = i.balance_id
            where coalesce(i.amount, 0) <> coalesce(e.amount, 0) and i.steps is not true
            """),
        ("after an invoice is owed what the ledger says", """
            select 'invoice ' || i.invoice_id, i.owed_after::text,
                   (p.opened_owed - l.amount + t.amount)::text
            from invoice i
            join payer p on p.balance_id = i.balance_id
            join lateral (select coalesce(sum(e.amount), 0) as amount from ledger_entry e
                          where e.balance_id = i.balance_id and e.sequence > p.opened_through and e.sequence <= i.through_sequence
                            and e.sequence <> all(i.carried_on) and e.reason not in (22, 23)) l on true
            join lateral (select coalesce(sum(o.tax_to_post + o.rounding_to_post), 0) as amount from invoice o
                          where o.balance_id = i.balance_id and o.kind = 1 and o.void_reason is null and (o.period_from, o.invoice_id) <= (i.period_from, i.invoice_id)) t on true
            where i.kind = 1 and i.void_reason is null and i.owed_after <> p.opened_owed - l.amount + t.amount
            """),
        ("numbers of a series are 1, 2, 3 … without gaps", """
            select 'series ' || s.name, count(i.series_number) || ' numbers up to ' || coalesce(max(i.series_number), 0), '1 to ' || s.last_number
            from invoice_series s
            left join invoice i on i.series = s.name
            group by s.name, s.last_number
            having count(i.series_number) <> s.last_number or coalesce(max(i.series_number), 0) <> s.last_number
            """),
        ("a coupon takes off no more than it may, and what the lines say", """
            select 'coupon ' || c.coupon_id, u.amount || ' off ' || u.times || ' invoices', case when c.carries_on then c.amount::text else 'as given' end
            from coupon c
            join lateral (select sum(u.amount) as amount, max(u.amount) as most, count(*) as times, bool_or(i.balance_id <> c.balance_id) as strange
                          from coupon_use u join invoice i using (invoice_id)
                          where u.coupon_id = c.coupon_id and i.void_reason is null) u on u.times > 0
            where u.strange or u.times > c.invoices or c.amount > 0 and (u.most > c.amount or c.carries_on and u.amount > c.amount)
            union all
            select 'invoice ' || i.invoice_id, u.amount::text, coalesce(-l.amount, 0)::text
            from (select invoice_id, sum(amount) as amount from coupon_use group by 1) u
            join invoice i using (invoice_id)
            left join lateral (select sum(l.amount) as amount from invoice_line l
                               where l.invoice_id = u.invoice_id and l.section = 3 and l.amount < 0
                                 and l.text in (select c.name from coupon c where c.balance_id = i.balance_id)) l on true
            where u.amount > coalesce(-l.amount, 0)
            union all
            select 'invoice ' || invoice_id, sum(taken_off) || ' more off lines than by coupons', '0' from invoice_line group by invoice_id having sum(taken_off) <> 0
            union all
            select 'invoice ' || u.invoice_id, u.amount || ' by coupon ' || u.coupon_id, coalesce(l.amount, 0) || ' off lines of its plans'
            from coupon_use u
            join coupon c using (coupon_id)
            left join lateral (select sum(l.taken_off) as amount from invoice_line l
                               where l.invoice_id = u.invoice_id and l.section = 1 and l.taken_off > 0
                                 and exists (select from unnest(c.plans) as n(name) where strpos(l.text, n.name) > 0)) l on true
            where c.plans is not null and u.amount > coalesce(l.amount, 0)
            """),
        ("what a payment has settled and what is left of it is the payment", """
            select 'balance ' || c.balance_id || ' entry ' || c.sequence, c.amount::text, (c.remaining + coalesce(s.amount, 0))::text
            from payer_credit c
            left join (select balance_id, sequence, sum(amount) as amount from settlement group by 1, 2) s
                 on s.balance_id = c.balance_id and s.sequence = c.sequence
            where c.amount <> c.remaining + coalesce(s.amount, 0)
            """),
        ("no invoice is settled beyond its total", """
            select 'invoice ' || i.invoice_id, s.amount || ' settled', 'at most ' || greatest(i.total, 0)
            from invoice i
            join (select invoice_id, sum(amount) as amount from settlement group by 1) s on s.invoice_id = i.invoice_id
            where s.amount > greatest(case when i.void_reason is null then i.total else 0 end, 0) or s.amount < 0
            """),
    ];
}
