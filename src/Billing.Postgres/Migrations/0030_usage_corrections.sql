-- A correction of usage says what a transaction record should cost. Part 0: all of the session's, taken back; that is done once.
alter table operation
    add column part   int check (part >= 0),
    add column target numeric(20, 5),
    add column given  jsonb, -- what allowances got back
    add check ((part is null) = (target is null)),
    add check (part is null or session_id is not null);

create index operation_session on operation (session_id) where session_id is not null;
create unique index operation_reverted on operation (session_id) where part = 0;

-- What a record cost beside its own entry: refunds of events, and corrections.
create index ledger_entry_corrected on ledger_entry (session_id, part) where reason in (7, 9);
