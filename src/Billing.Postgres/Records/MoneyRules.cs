using Billing.Core.Amounts;

namespace Billing.Postgres.Records;

/// <summary>What must hold of payments, refunds, vouchers and what they left to settle invoices with.</summary>
/// <remarks>
/// The balance is moved first and the row says so afterwards: a row that does not say so yet is a difference once the step has had a
/// day, in which whatever was killed goes on by itself. A row that says so without the money is one at once.
/// </remarks>
internal static class MoneyRules
{
    // Of the minor unit of a balance's currency, as Core has them.
    private static readonly string Digits = $"""
        case when b.currency in ({Quoted(0)}) then 0 when b.currency in ({Quoted(3)}) then 3 else 2 end
        """;

    // Each query returns the differences that it is named for: what, whose, found, expected.
    public static readonly (string Rule, string Sql)[] All =
    [
        ("a payment is credited once, less its taxes, and no other is", """
            select 'payment ' || p.payment_id, coalesce(o.amount::text, 'no entry'),
                   case when p.state in (3, 4) then (p.amount - p.tax)::text else 'no entry' end
            from payment p
            left join operation o on o.operation_id = 'payment-' || p.operation_id and o.balance_id = p.balance_id
            where case when p.state = 4 then o.amount is distinct from p.amount - p.tax
                       when p.state = 3 then o.amount <> p.amount - p.tax or coalesce(o.recorded_at, p.created_at) < now() - interval '1 day'
                       else o.operation_id is not null end
            """),
        ("a refund is taken from the balance once, and once given to it again if it did not arrive", """
            select 'refund ' || r.operation_id, coalesce(o.amount, 0) || ' and ' || coalesce(b.amount, 0),
                   case when r.is_posted or r.provider_reference is not null and o.operation_id is null then r.tax - r.amount else 0 end || ' and ' || case when r.is_returned then r.amount - r.tax else 0 end
            from payment_refund r
            join payment p using (payment_id)
            left join operation o on o.operation_id = 'payment-refund-' || r.operation_id and o.balance_id = p.balance_id
            left join operation b on b.operation_id = 'payment-refund-back-' || r.operation_id and b.balance_id = p.balance_id
            where case when r.is_posted then o.amount is distinct from r.tax - r.amount
                       when o.operation_id is null then r.provider_reference is not null and r.created_at < now() - interval '1 day'
                       else r.decline is not null or o.recorded_at < now() - interval '1 day' end
               or case when r.is_returned then b.amount is distinct from r.amount - r.tax
                       else b.operation_id is not null and b.recorded_at < now() - interval '1 day' end
            """),
        ("what is refunded of a payment is its refunds that are neither declined nor returned", """
            select 'payment ' || p.payment_id, p.refunded || ' with ' || p.refunded_tax, coalesce(r.amount, 0) || ' with ' || coalesce(r.tax, 0)
            from payment p
            left join (select payment_id, sum(amount) as amount, sum(tax) as tax from payment_refund where decline is null and not is_returned group by 1) r
                 using (payment_id)
            where (p.refunded, p.refunded_tax) <> (coalesce(r.amount, 0), coalesce(r.tax, 0))
            """),
        ("a voucher is credited once, less its taxes, to who redeemed it", """
            select 'voucher ' || v.serial, coalesce(o.amount || ' on balance ' || o.balance_id, 'no entry'),
                   coalesce(v.worth || ' on balance ' || v.balance_id, 'no entry')
            from (select v.*, b.amount - coalesce((select sum((t ->> 'amount')::numeric) from jsonb_array_elements(v.taxes) t), 0) as worth
                  from voucher v join voucher_batch b using (voucher_batch_id)) v
            left join operation o on o.operation_id = 'voucher-' || v.serial
            where case when v.credited_at is not null then (o.amount, o.balance_id) is distinct from (v.worth, v.balance_id)
                       when o.operation_id is null then v.redeemed_at < now() - interval '1 day'
                       else ((o.amount, o.balance_id) is distinct from (v.worth, v.balance_id) or o.recorded_at < now() - interval '1 day') end
            """),

        // What was owed when billing began, and what was given back when nothing was left to take it from, is uncovered until money comes for it.
        // An older program took neither from what came later: a look at the ledger ends at some entry, so that the lowest sum says how much
        // that may be. What is void had perhaps been used for that. Each entry counts to the minor unit: one with parts of it may be off by one.
        ("money that settles invoices is what the ledger says that came in, less what was given back", $"""
            select 'balance ' || m.balance_id, m.amount - m.uncovered || '', (m.came - m.owed + m.below)::text
            from (
                select p.balance_id, coalesce(c.amount, 0) as amount, p.uncovered, greatest(p.opened_owed, 0) as owed, coalesce(l.came, greatest(-p.opened_owed, 0)) as came,
                       least(l.lowest, 0) as lowest, coalesce(n.below, 0) as below, coalesce(n.void, 0) as void,
                       power(0.1::numeric, d.digits) * (coalesce(l.parts, 0) + (p.opened_owed <> round(p.opened_owed, d.digits))::int) as off
                from payer p
                join balance b on b.balance_id = p.balance_id
                cross join lateral (select {Digits} as digits) d
                left join (select balance_id, sum(amount) as amount from payer_credit group by 1) c on c.balance_id = p.balance_id
                left join (
                    select balance_id, min(total) as lowest, (array_agg(total order by sequence desc))[1] as came, sum(parts) as parts
                    from (select e.balance_id, e.sequence, (e.amount <> round(e.amount, {Digits}))::int as parts,
                                 greatest(-p.opened_owed, 0) + sum(e.amount) over (partition by e.balance_id order by e.sequence) as total
                          from payer p
                          join balance b on b.balance_id = p.balance_id
                          join ledger_entry e on e.balance_id = p.balance_id and e.sequence > p.opened_through and e.sequence <= p.credited_through
                                                 and e.reason in (1, 3, 5, 6, 8, 24)) s
                    group by balance_id
                ) l on l.balance_id = p.balance_id
                left join (
                    select balance_id, -sum(total) filter (where void_reason is null) as below, -sum(total) filter (where void_reason is not null) as void
                    from invoice where kind = 1 and total < 0 group by 1
                ) n on n.balance_id = p.balance_id
            ) m
            where m.amount - m.uncovered not between m.came - m.owed + m.below - m.off and m.came + m.below - coalesce(m.lowest, 0) + m.void + m.off
            """),
    ];

    private static string Quoted(int digits) =>
        string.Join(", ", Currency.All.Where(one => one.MinorUnitDigits == digits).Select(one => $"'{one.Code}'"));
}
