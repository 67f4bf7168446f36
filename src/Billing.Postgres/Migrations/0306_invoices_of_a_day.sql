-- A day may have several invoices that are made out of turn, each of what was charged since the one before. That no entry is on two is kept by
-- the payer's version, under which each is written.
-- Made under another name and by itself: who reads invoices, as a backup does for hours, is not in the way of it, and it is not made again and
-- again, with all writers waiting, until the old one can go (0307).
create index invoice_day on invoice (balance_id, period_from) where kind = 1 and void_reason is null;
