-- A large change of a tariff as it will be, for the silos to compile before it is committed. Unlogged: after a crash there
-- is nothing to wait for, and a silo that finds no draft reads the version itself.
create unlogged table rate_draft
(
    draft_id uuid not null,
    like rate
);

create unlogged table rate_draft_head
(
    draft_id     uuid primary key,
    tariff_id    bigint      not null,
    base_version int         not null,
    removed      bigint[]    not null,
    created_at   timestamptz not null default now()
);

-- the draft that the newest version was compiled from; null: it had none
alter table tariff add column draft_id uuid;
