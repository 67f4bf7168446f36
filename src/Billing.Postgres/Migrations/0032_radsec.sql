-- A realm's second server, and servers that are reached by TLS (RFC 6614).
alter table radius_realm
    add column backup   inet,
    add column tls_port int check (tls_port between 1 and 65535), -- null: by UDP
    add column tls_name text not null default ''; -- which the server's certificate must have; empty: the server's address

-- What gateways prove themselves by in place of a certificate (RFC 4279). A table of its own: the program before this one
-- writes every column of "node" but those that it knows as secrets into the audit log.
create table node_tls_key
(
    node_id  int  primary key references node,
    identity text not null check (identity <> ''),
    key      text not null -- protected
);
