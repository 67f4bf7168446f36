-- What an invoice looks like: made once, kept as it is, whatever becomes of the program, the sender's name or the address.
create table invoice_document
(
    invoice_id bigint primary key references invoice,
    pdf        bytea  not null check (length(pdf) > 0),
    made_at    timestamptz not null
);

alter table invoice_document alter column pdf set storage external; -- it is compressed already

create trigger invoice_document_is_immutable before update or delete on invoice_document
    for each row execute function refuse_change();
