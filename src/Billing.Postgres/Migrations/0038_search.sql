-- A receipt's or bank transfer's number is typed as it stands on paper, in any case, and often only its beginning.
create index payment_own_reference on payment ((lower(reference) collate "C")) where reference is not null;

-- Invoices of some days, in the order of days; the index of days alone is its beginning.
create index invoice_issued_at on invoice (issued_on, invoice_id);
drop index invoice_issued;
