-- The order by which somebody put money on chosen invoices, or took that back; null: by the ordinary rule. An order whose rows are
-- there is not done again.
alter table settlement add column operation_id text;

create index settlement_operation on settlement (operation_id) where operation_id is not null;
