-- What of the record was refunded when the dry run priced it: what is refunded since comes off the target. Null of earlier rows.
alter table rerating_row add column refunded numeric(20, 5);
