-- The name that a gateway's certificate must have over TLS (RFC 6614 2.3); none: any of our authority is taken from its address. A table of its
-- own, as node_tls_key is.
create table node_tls_name
(
    node_id int  primary key references node,
    name    text not null check (name <> '')
);
