-- The audit log by kinds of things, and the newest of one kind however rare it is.
create index audit_log_kind on audit_log (entity_kind, at desc, audit_log_id desc);
