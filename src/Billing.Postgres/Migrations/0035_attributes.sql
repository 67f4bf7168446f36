-- What the gateway said at the end of a session, as it said it (RFC 2865 5): what nobody of us knows is kept too. Null where no
-- report ended the record, and of those that were made before.
alter table xdr add column attributes bytea;
