-- Prefixes of IPv6 for sessions: one for the link (RFC 3162), one to be delegated behind it (RFC 4818).

alter table address_pool add column kind smallint not null default 1 check (kind between 1 and 3); -- IPv4 addresses, link prefixes, delegated ones

alter table node
    add column link_pool_id      int references address_pool, -- null: it gives them itself, or none
    add column delegated_pool_id int references address_pool;

-- As address_lease; a prefix lies in no other one, of whichever pool.
create table prefix_lease
(
    prefix     cidr primary key check (family(prefix) = 6),
    pool_id    int  not null references address_pool,
    session_id uuid,
    freed_at   timestamptz not null default '-infinity',
    unique (session_id, pool_id),
    exclude using gist (prefix inet_ops with &&)
) with (fillfactor = 70);

create index prefix_lease_free on prefix_lease (pool_id, freed_at, prefix) where session_id is null;
