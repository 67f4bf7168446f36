-- A day may have several invoices that are made out of turn, each of what was charged since the one before. That no entry is on two is kept by
-- the payer's version, under which each is written.
-- Made under another name, so that nobody waits to read invoices but for the moment of the last two statements.
create index invoice_day on invoice (balance_id, period_from) where kind = 1 and void_reason is null;
drop index invoice_period;
alter index invoice_day rename to invoice_period;
