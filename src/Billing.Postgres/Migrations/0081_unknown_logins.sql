-- Rejected logins whose user name is no account's. Alike ones of a day are one row; how many names a minute may bring is the writer's to bound.
create table unknown_login
(
    rejected_on date not null, -- UTC
    node_id     int  not null,
    user_name   text not null, -- '': of names that were left out
    reason      int  not null,
    service     text,
    first_at    timestamptz not null,
    last_at     timestamptz not null,
    times       int  not null check (times > 0),
    primary key (rejected_on, node_id, user_name, reason)
);

create index unknown_login_last on unknown_login (last_at);
create index unknown_login_name on unknown_login (lower(user_name) collate "C");
create index access_reject_name on access_reject (lower(user_name) collate "C");

-- Account 0: none.
create view rejected_login as
select account_id, rejected_on, node_id, reason, user_name, service, first_at, last_at, times from access_reject
union all
select 0::bigint, rejected_on, node_id, reason, user_name, service, first_at, last_at, times from unknown_login;
