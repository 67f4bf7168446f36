-- What tax offices know a customer by, and what each of its invoices says beside: both are printed on them.
alter table customer
    add column tax_number   text,
    add column invoice_note text;
