-- Staff that looks as a subscriber is written down as "support (as alice)", and is found by its own name. User names have no space.
-- The index by the whole text stays while programs that ask by it run.
create index audit_log_person on audit_log (split_part(by, ' (as ', 1), at desc, audit_log_id desc);
