-- The audit log by kinds of things, and the newest of one kind however rare it is.
create index audit_log_kind on audit_log (entity_kind, at desc, audit_log_id desc);

-- What somebody did to things of one kind: the others of either may be all.
create index audit_log_kind_person on audit_log (entity_kind, split_part(by, ' (as ', 1), at desc, audit_log_id desc);
