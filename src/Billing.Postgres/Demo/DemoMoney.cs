namespace Billing.Postgres.Demo;

/// <summary>Payments and invoices over the made-up operator's entries, and what is written beside them.</summary>
internal static class DemoMoney
{
    // The first top-up of each balance was a card's payment. One in thirty came by bank, with a number on paper.
    public const string Payments = """
        insert into payment (operation_id, balance_id, amount, currency, kind, method, reference, state, provider, provider_reference, by, created_at, ended_at)
        select 'demo-' || o.balance_id || '-1', o.balance_id, o.amount, b.currency, case when o.balance_id % 30 = 0 then 3 else 1 end,
               case when o.balance_id % 30 = 0 then 'bank transfer' else 'Card ending in 4242' end,
               case when o.balance_id % 30 = 0 then 'Transfer ' || to_char(o.balance_id, 'FM00000000') end, 4,
               case when o.balance_id % 30 <> 0 then 'Test' end, case when o.balance_id % 30 <> 0 then 'test-demo-' || o.balance_id || '-1' end, 'demo',
               o.recorded_at - interval '2 seconds', o.recorded_at
        from operation o
        join balance b on b.balance_id = o.balance_id
        where o.operation_id like 'payment-demo-%' and o.operation_id = 'payment-demo-' || o.balance_id || '-1'
        order by o.recorded_at
        """;

    // $1 the first day of the month that was billed, $2 the day after it. What every third balance was charged for in it, by service.
    public const string Usage = """
        create temp table demo_bill_usage on commit drop as
        select x.balance_id, x.service, t.unit, count(*)::int as count, sum(x.charged_units)::bigint as units, sum(x.amount) as amount
        from xdr x
        join tariff t on t.tariff_id = x.tariff_id
        where x.balance_id % 3 = 0 and x.ledger_sequence is not null and x.user_name ~ '^[0-9]{10,}$'
              and x.recorded_at >= $1::timestamp at time zone 'UTC' and x.recorded_at < $2::timestamp at time zone 'UTC'
              and not exists (select from payer p where p.balance_id = x.balance_id)
        group by 1, 2, 3
        """;

    // $1 and $2 as above. Which entries an invoice is of, and what was owed before and after it: funds are owed below zero.
    public const string Bills = """
        create temp table demo_bill on commit drop as
        with period as (
            select $1::timestamp as first, $2::timestamp as after
        )
        select u.balance_id, b.currency, b.last_sequence, p.first::date as first, p.after::date as after, u.total,
               coalesce(o.sequence, 0) as opened_through, -coalesce(o.posted_after, 0) as opened_owed,
               coalesce(e.sequence, 0) as through_sequence, -coalesce(e.posted_after, 0) as owed_after,
               (select last_number from invoice_series where name = 'INV') as numbered,
               row_number() over (order by u.balance_id) as number
        from (select balance_id, sum(amount) as total from demo_bill_usage group by balance_id having sum(amount) > 0) u
        cross join period p
        join balance b on b.balance_id = u.balance_id
        left join lateral (select sequence, posted_after from ledger_entry l
                           where l.balance_id = u.balance_id and l.recorded_at < p.first at time zone 'UTC' order by sequence desc limit 1) o on true
        left join lateral (select sequence, posted_after from ledger_entry l
                           where l.balance_id = u.balance_id and l.recorded_at < p.after at time zone 'UTC' order by sequence desc limit 1) e on true
        """;

    public const string BillIndex = """
        create unique index on demo_bill (balance_id);
        analyze demo_bill
        """;

    public const string Payers = """
        insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
        select balance_id, 'residential', first, after, opened_through, opened_owed, last_sequence, 'infinity' from demo_bill order by balance_id
        """;

    // One in four is to be paid at once.
    public const string Invoices = """
        insert into invoice_series (name, last_number) values ('INV', 0) on conflict do nothing;
        insert into invoice (kind, series, series_number, balance_id, period_from, period_to, issued_on, due_on, currency, net, tax, total, previous_owed, paid,
                             amount_due, owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence, carried_in, carried_on, is_posted, issued_at)
        select 1, 'INV', coalesce(numbered, 0) + number, balance_id, first, after, after, case when number % 4 = 0 then after else after + 15 end, currency, total, 0, total, opened_owed,
               opened_owed + total - owed_after, greatest(0, owed_after), owed_after, 0, 0, opened_through, through_sequence, '{}', '{}', true,
               after at time zone 'UTC' + interval '2 hours'
        from demo_bill
        order by number;
        update invoice_series set last_number = last_number + (select count(*) from demo_bill) where name = 'INV'
        """;

    public const string Lines = """
        insert into invoice_line (invoice_id, position, section, text, count, units, unit, amount)
        select i.invoice_id, row_number() over (partition by i.invoice_id order by u.service, u.unit), 2, u.service, u.count, u.units, u.unit, u.amount
        from demo_bill b
        join invoice i on i.series = 'INV' and i.series_number = coalesce(b.numbered, 0) + b.number
        join demo_bill_usage u on u.balance_id = b.balance_id
        """;

    // What was there when billing began, by the entry that it began with, and what came in since settle it, the oldest first; of one in
    // eight nobody put it on the invoice.
    public const string Credits = """
        create temp table demo_credit on commit drop as
        select i.invoice_id, b.balance_id, c.sequence, c.amount, c.recorded_at,
               case when b.number % 8 = 0 then 0
                    else least(c.amount, greatest(0, i.total - (sum(c.amount) over (partition by b.balance_id order by c.sequence) - c.amount))) end as settled
        from demo_bill b
        join invoice i on i.series = 'INV' and i.series_number = coalesce(b.numbered, 0) + b.number
        cross join lateral (
            select l.sequence, case when l.sequence = b.opened_through then -b.opened_owed else l.amount end as amount, l.recorded_at
            from ledger_entry l
            where l.balance_id = b.balance_id
                  and (l.sequence > b.opened_through and l.reason in (1, 3) and l.amount > 0 or l.sequence = b.opened_through and b.opened_owed < 0)
        ) c;
        insert into payer_credit (balance_id, sequence, amount, remaining)
        select balance_id, sequence, amount, amount - settled from demo_credit order by balance_id, sequence
        """;

    public const string Settlements = """
        insert into settlement (balance_id, sequence, invoice_id, amount, made_at)
        select c.balance_id, c.sequence, c.invoice_id, c.settled, greatest(c.recorded_at, i.issued_at)
        from demo_credit c
        join invoice i on i.invoice_id = c.invoice_id
        where c.settled > 0
        order by c.balance_id, c.sequence
        """;

    // $1 the page, $2 for more invoices than these.
    public const string Documents = """
        insert into invoice_document (invoice_id, pdf, made_at)
        select i.invoice_id, $1, i.issued_at
        from demo_bill b
        join invoice i on i.series = 'INV' and i.series_number = coalesce(b.numbered, 0) + b.number
        where (select count(*) from demo_bill) > $2
        order by i.invoice_id
        """;

    // A voucher for ten accounts, in twenty batches.
    public const string BatchNumbers = """
        create temp table demo_batch on commit drop as
        select n, nextval(pg_get_serial_sequence('voucher_batch', 'voucher_batch_id')) as voucher_batch_id,
               greatest(1, (select count(*) from account) / 200)::int as count
        from generate_series(1, 20) n
        """;

    // $1 now.
    public const string Batches = """
        insert into voucher_batch (voucher_batch_id, amount, currency, count, expires_at, note, by, created_at)
        select voucher_batch_id, (array[5, 10, 20, 50])[1 + n % 4], (array['EUR', 'GBP', 'USD'])[1 + n % 3], count,
               case when n % 5 <> 0 then $1::timestamptz + make_interval(days => 30 * n) end, 'Kiosks, print run ' || n, 'demo',
               $1::timestamptz - make_interval(days => 60 - 2 * n)
        from demo_batch
        order by n
        """;

    // Their codes were never written down: nobody redeems them. The newest batches are not for sale yet.
    public const string Vouchers = """
        insert into voucher (voucher_batch_id, code_hash, is_active)
        select b.voucher_batch_id, sha256(convert_to('demo voucher ' || b.voucher_batch_id || ' ' || i, 'UTF8')), b.n < 18
        from demo_batch b
        cross join lateral generate_series(1, b.count) i
        order by b.n, i
        """;

    // Thanks for each payment.
    public const string Messages = """
        insert into notification (key, event, balance_id, facts, raised_at, due_at, routed_at)
        select 'payment-received/' || p.operation_id, 12, p.balance_id,
               jsonb_build_object('amount', jsonb_build_object('amount', p.amount::numeric(20, 2)::text, 'currency', p.currency),
                                  'balance', jsonb_build_object('amount', l.posted_after::numeric(20, 2)::text, 'currency', p.currency)),
               p.ended_at, p.ended_at, p.ended_at
        from payment p
        join operation o on o.operation_id = p.operation_id
        join ledger_entry l on l.balance_id = o.balance_id and l.sequence = o.sequence and l.recorded_at = o.recorded_at
        where p.operation_id like 'demo-%'
        order by p.ended_at
        """;

    // One in a hundred did not arrive, one in fifty is not wanted.
    public const string Deliveries = """
        insert into notification_delivery (notification_id, channel, state, address, subject, body, tries, next_at, reason, ended_at)
        select n.notification_id, 1, s.state, case when s.state <> 4 then c.email end,
               case when s.state <> 4 then 'We have received ' || w.words end, case when s.state <> 4 then 'Thank you: we have received ' || w.words || '.' end,
               case s.state when 2 then 1 when 3 then 8 else 0 end, n.raised_at,
               case s.state when 3 then '550 no such mailbox' when 4 then 'the subscriber does not want it' end, n.raised_at + interval '4 seconds'
        from notification n
        join balance b on b.balance_id = n.balance_id
        join customer c on c.customer_id = b.customer_id
        cross join lateral (select case when n.balance_id % 100 = 1 then 3 when n.balance_id % 50 = 2 then 4 else 2 end as state) s
        cross join lateral (select (n.facts -> 'amount' ->> 'amount') || ' ' || (n.facts -> 'amount' ->> 'currency') as words) w
        where n.key like 'payment-received/demo-%'
        order by n.notification_id
        """;

    // Who made each account.
    public const string AuditLines = """
        insert into audit_log (at, by, action, entity_kind, entity_id, sentence, new)
        select a.created_at, (array['admin', 'support', 'anna', 'portal'])[1 + a.account_id % 4], 'create', 'account', a.account_id::text,
               'create account ' || a.login, jsonb_build_object('login', a.login, 'customer_id', a.customer_id, 'product_id', a.product_id)
        from account a
        where not exists (select from audit_log l where l.entity_kind = 'account' and l.entity_id = a.account_id::text)
        order by a.created_at, a.account_id
        """;
}
