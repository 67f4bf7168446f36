-- A daily limit that the subscriber set is another one than that of the staff: each sets and lifts its own, and both hold.
alter table spending_limit add column is_own boolean not null default false;
