-- The line of the invoice that a credit note is of, from 1; null: of the invoice as a whole. What it gives back is of that line's charges.
alter table invoice add column corrects_line int check (corrects_line > 0);
