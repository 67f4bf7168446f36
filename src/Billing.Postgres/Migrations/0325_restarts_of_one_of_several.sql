-- When one of several gateways that are configured as one said that it restarted, by what it calls itself (NAS-IP-Address or NAS-IPv6-Address,
-- NAS-Identifier; empty: it did not say): what another one says again begins no new session by that. node.restarted_at is of those that
-- say nothing of themselves.
create table nas_restart
(
    node_id        int         not null references node,
    nas_address    text        not null,
    nas_identifier text        not null,
    restarted_at   timestamptz not null,
    primary key (node_id, nas_address, nas_identifier)
);
