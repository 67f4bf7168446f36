-- The log of a number alone, of whatever kind it is: whoever has only the number looks for it so.
create index audit_log_number on audit_log (entity_id, at desc, audit_log_id desc);
