-- What people did with money, by who did it: see 0180. What programs did has no row in it.
create index operation_person on operation (split_part(by, ' (as ', 1), recorded_at desc, operation_id desc) where by is not null;
