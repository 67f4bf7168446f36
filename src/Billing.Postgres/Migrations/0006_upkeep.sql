-- Which sessions may be gone: those that ended before this. Their transaction records and ledger entries stay.

create table session_purge
(
    only_row     boolean primary key default true check (only_row),
    ended_before timestamptz not null
);
