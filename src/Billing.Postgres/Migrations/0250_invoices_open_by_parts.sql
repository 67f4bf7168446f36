-- An invoice that is open by parts of a minor unit, of which 0200 rounded only those that were open by less than one, is rounded when its
-- payer is looked at: each of them is.
update payer p set next_due_at = least(p.next_due_at, now())
where exists (
    select from invoice i
    cross join lateral (select sum(t.amount) as paid from settlement t where t.invoice_id = i.invoice_id) s
    where i.balance_id = p.balance_id and i.kind = 1 and i.void_reason is null and s.paid < i.total
      and s.paid <> round(s.paid,
            case when i.currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
                 when i.currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
                 else 2 end)
);
