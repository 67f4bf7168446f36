-- Addresses for sessions, and servers of other realms.

create table address_pool
(
    pool_id int  generated always as identity primary key,
    name    text not null unique check (name <> '')
);

-- One row an address; the key is what keeps it from two pools. It is free when no session has it; those of sessions that have
-- ended are taken back when none is free, so that nothing has to be done at a session's end.
create table address_lease
(
    address    inet primary key,
    pool_id    int  not null references address_pool,
    session_id uuid unique,
    freed_at   timestamptz not null default '-infinity',
    check (masklen(address) = case family(address) when 4 then 32 else 128 end)
) with (fillfactor = 70);

-- the one that is free for longest is leased next
create index address_lease_free on address_lease (pool_id, freed_at, address) where session_id is null;

alter table node add column address_pool_id int references address_pool; -- null: it gives addresses itself

alter table account add column framed_address inet check (family(framed_address) = 4 and masklen(framed_address) = 32);

create unique index account_framed_address on account (framed_address) where framed_address is not null;

-- who else serves users of a name, such as user@example.com
create table radius_realm
(
    realm       text primary key check (realm <> '' and realm = lower(realm)),
    server      inet not null,
    auth_port   int  not null default 1812 check (auth_port between 1 and 65535),
    acct_port   int  not null default 1813 check (acct_port between 1 and 65535),
    secret      text not null, -- protected
    strips_name boolean not null default false -- the server is told the user without the realm
);
