-- A day may have several invoices that are made out of turn, each of what was charged since the one before. That no entry is on two is kept by
-- the payer's version, under which each is written.
drop index invoice_period;
create index invoice_period on invoice (balance_id, period_from) where kind = 1 and void_reason is null;
