-- Whose a fee on an invoice is, by its login as it was then, and for how many pieces. Null: it is of the customer as a whole, or not a
-- subscription's; and what a program of before issues, beside this one too, as long as an update lasts. Without a check: all lines would be read for it
-- while nobody may issue an invoice.
alter table invoice_line
    add column account  text,
    add column quantity int;
