-- Changes that balances in memory have still to hear of. Written with the change, gone when it was told: what is interrupted between
-- the two is told by a sweep.
create table telling
(
    entity     text        not null check (entity in ('product', 'account')),
    id         bigint      not null,
    number     bigint      not null generated always as identity, -- of the newest change: the end of an earlier telling leaves it
    written_at timestamptz not null,
    primary key (entity, id)
);
