-- A re-rating of many records: first what it would do, then, when somebody says so, that. It goes on from its place.
create table rerating
(
    rerating_id    text   primary key check (length(rerating_id) between 1 and 80),
    filter         jsonb  not null,
    by             text   not null,
    pages          int    not null default 0, -- how many are looked at; two writers do not both add the next
    cursor         text,
    looked         int    not null default 0,
    equal          int    not null default 0,
    different      int    not null default 0,
    problems       int    not null default 0,
    is_cut         boolean not null default false,
    problem        text,
    begun_at       timestamptz not null,
    reviewed_at    timestamptz,
    posted_by      text,
    note           text,
    post_begun_at  timestamptz,
    posted_through int    not null default 0, -- the number of the last row that is done
    posted         int    not null default 0,
    failed         int    not null default 0,
    ended_at       timestamptz
);

create index rerating_begun on rerating (begun_at desc);

-- Only what differs or cannot be re-rated. The number makes its operation's id, so that it is done once.
create table rerating_row
(
    rerating_id text   not null references rerating on delete cascade,
    number      int    not null check (number > 0),
    session_id  uuid   not null,
    part        int    not null,
    account_id  bigint not null,
    balance_id  bigint not null,
    service     text   not null,
    started_at  timestamptz not null,
    currency    text   not null,
    was         numeric(20, 5) not null,
    becomes     numeric(20, 5),
    before      text,
    after       text,
    problem     int,
    posted      numeric(20, 5),
    sequence    bigint,
    primary key (rerating_id, number),
    check (becomes is not null or problem is not null)
);
