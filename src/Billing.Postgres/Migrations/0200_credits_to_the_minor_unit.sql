-- Money that settles invoices counts to the minor unit, as invoices print it. What was taken before had parts of it, of a balance from before
-- billing or of promotional money, and left invoices open by parts that nobody can pay: they are rounded as what comes now is. An invoice
-- that is open by less than a minor unit was paid as it was printed, and is settled.
create temporary table unit on commit drop as
select p.balance_id,
       case when b.currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
            when b.currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
            else 2 end as digits
from payer p
join balance b using (balance_id)
where exists (select from payer_credit c where c.balance_id = p.balance_id and c.amount <> round(c.amount, 2))
   or (b.currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')
       and exists (select from payer_credit c where c.balance_id = p.balance_id and c.amount <> round(c.amount)));

create temporary table unpaid on commit drop as
select i.balance_id, i.invoice_id, i.total - s.paid as part,
       (select t.sequence from settlement t where t.invoice_id = i.invoice_id and t.amount > 0 order by t.settlement_id desc limit 1) as sequence
from unit u
join invoice i on i.balance_id = u.balance_id and i.kind = 1 and i.void_reason is null
cross join lateral (select sum(t.amount) as paid from settlement t where t.invoice_id = i.invoice_id) s
where i.total - s.paid > 0 and i.total - s.paid < power(0.1::numeric, u.digits);

update payer_credit c
set amount = c.amount + u.part
from (select balance_id, sequence, sum(part) as part from unpaid group by 1, 2) u
where c.balance_id = u.balance_id and c.sequence = u.sequence;

insert into settlement (balance_id, sequence, invoice_id, amount, made_at)
select balance_id, sequence, invoice_id, part, now() from unpaid;

update payer_credit c
set amount = c.amount + round(c.remaining, u.digits) - c.remaining, remaining = round(c.remaining, u.digits)
from unit u
where c.balance_id = u.balance_id and c.remaining <> round(c.remaining, u.digits);

-- Who has them in memory reads them again.
update payer set version = version + 1, next_due_at = least(next_due_at, now())
where balance_id in (select balance_id from unit);
