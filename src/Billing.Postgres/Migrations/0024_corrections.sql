-- Who took an invoice back, and when; and who gave a credit note. Null: before that was kept, or by the program itself.
alter table invoice
    add column by        text,
    add column voided_by text,
    add column voided_at timestamptz;
