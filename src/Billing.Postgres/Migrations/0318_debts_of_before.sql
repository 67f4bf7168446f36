-- What payers owed when billing began, of those of whom a program did that counted it nowhere: money for invoices was as much as if it had
-- not been owed, so that they were paid with money that the balance does not have. What is missing is what came in, less what was owed, from
-- what is there to settle invoices; of parts of a minor unit, which each entry is rounded by, nothing is known. Nothing changes where it is
-- counted: then what is there is less by it, or it is uncovered.
create temporary table debt on commit drop as
select m.balance_id, least(round(m.owed, m.digits), round(m.missing, m.digits)) as amount
from (
    select p.balance_id, p.opened_owed as owed, d.digits,
           coalesce(c.amount, 0) - p.uncovered - coalesce(l.came, 0) + p.opened_owed - coalesce(n.below, 0) as missing,
           power(0.1::numeric, d.digits) * (coalesce(l.parts, 0) + (p.opened_owed <> round(p.opened_owed, d.digits))::int) as off
    from payer p
    join balance b using (balance_id)
    cross join lateral (
        select case when b.currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
                    when b.currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
                    else 2 end as digits
    ) d
    cross join lateral (select sum(amount) as amount from payer_credit where balance_id = p.balance_id) c
    cross join lateral (
        select sum(e.amount) as came, sum((e.amount <> round(e.amount, d.digits))::int) as parts
        from ledger_entry e
        where e.balance_id = p.balance_id and e.sequence > p.opened_through and e.sequence <= p.credited_through and e.reason in (1, 3, 5, 6, 8, 24)
    ) l
    cross join lateral (select -sum(total) as below from invoice where balance_id = p.balance_id and kind = 1 and total < 0 and void_reason is null) n
    where p.opened_owed > 0
) m
where m.missing > m.off;

-- Who has them in memory reads them again, and money that is free is for it at once.
update payer p
set uncovered = p.uncovered + d.amount, version = p.version + 1, next_due_at = least(p.next_due_at, now())
from debt d
where d.balance_id = p.balance_id and d.amount > 0;
