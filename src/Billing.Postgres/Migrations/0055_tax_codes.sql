-- The tax code of what is charged once, written before its ledger entry: an operation has one. Without a row it has none.
create table one_off_tax
(
    balance_id bigint not null references balance,
    operation_id text not null,
    tax_code text not null,
    primary key (balance_id, operation_id)
);

-- What the prices had of taxes that an exempt customer does not pay: its lines are without them, and the balance gets them back as tax.
alter table invoice add column exempted numeric(20, 5) not null default 0;
