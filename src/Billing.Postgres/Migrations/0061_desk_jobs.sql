-- Work that somebody at a desk ordered and does not wait for: what was ordered, and what came of it.
create table desk_job
(
    desk_job_id text   primary key check (length(desk_job_id) between 1 and 100), -- the order's operation id
    kind        int    not null,
    name        text   not null,
    body        jsonb  not null, -- what was ordered
    by          text   not null,
    done        bigint not null default 0,
    total       bigint, -- null: it is known at the end
    result      bigint, -- the number or the version of what was made
    problem     text,
    begun_at    timestamptz not null,
    ended_at    timestamptz
);

create index desk_job_begun on desk_job (begun_at desc);

-- The codes of a batch, until who ordered it has them or their time is over; elsewhere there are hashes only.
create table voucher_codes
(
    operation_id     text   primary key,
    voucher_batch_id bigint not null references voucher_batch on delete cascade,
    by               text   not null, -- whom they may be told to
    sealed           text   not null, -- with the installation's keys
    keep_until       timestamptz not null
);

create index voucher_codes_keep on voucher_codes (keep_until);
create index voucher_codes_batch on voucher_codes (voucher_batch_id);
