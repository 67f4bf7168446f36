-- See 0306.
drop index invoice_period;
alter index invoice_day rename to invoice_period;
