-- A draft that somebody holds back: runs that issue leave its payer out while the period is the open one. Closed in another way,
-- the period is over and so is this. Who held and released what is in the audit log.
create table bill_run_hold
(
    balance_id  bigint      primary key references payer,
    period_from date        not null,
    bill_run_id text        not null references bill_run, -- whose draft it was
    reason      text        not null check (reason <> ''),
    by          text        not null,
    held_at     timestamptz not null
);
