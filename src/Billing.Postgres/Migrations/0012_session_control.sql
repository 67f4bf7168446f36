-- Control of sessions at gateways (RFC 5176), and why logins were rejected.

alter table node
    add column coa_port    int     not null default 3799 check (coa_port between 1 and 65535),
    add column coa_enabled boolean not null default true,
    add column coa_address inet; -- null: the gateway's address, where that is one host

-- what a gateway was told about a running session, and what it answered
create table session_control
(
    control_id      bigint generated always as identity primary key,
    session_id      uuid   not null,
    account_id      bigint not null,
    node_id         int    not null,
    acct_session_id text,
    cause           text   not null check (cause <> ''),
    kind            int    not null check (kind in (1, 2)), -- disconnect, change of policy
    policy          text, -- null: the ordinary one
    requested_by    text   not null,
    reason          text   not null,
    asked_at        timestamptz not null,
    answered_at     timestamptz,
    outcome         int check (outcome in (1, 2, 3, 4)), -- acknowledged, refused, no answer, not sent; null: at work
    error_cause     int,
    tries           int    not null default 0,
    milliseconds    int    not null default 0,
    answer          text,
    unique (session_id, cause), -- the claim: one telling for each cause
    check ((outcome is null) = (answered_at is null))
);

create index session_control_account on session_control (account_id, control_id);

-- What has to be done after an account's status changed: whoever changes it, its sessions end. A row goes when it is done.
create table account_status_change
(
    change_id  bigint generated always as identity primary key,
    account_id bigint not null,
    changed_at timestamptz not null default now()
);

create function account_status_changed() returns trigger language plpgsql as $$
begin
    insert into account_status_change (account_id) values (new.account_id);

    return null;
end
$$;

create trigger status_changed after update of status on account
    for each row when (old.status <> new.status) execute function account_status_changed();

-- Rejected logins of accounts: alike ones of a day are one row, so that a device that tries for ever is one row a day.
create table access_reject
(
    account_id bigint not null,
    rejected_on date  not null, -- UTC
    node_id    int    not null,
    reason     int    not null,
    user_name  text   not null,
    service    text,
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    times      int    not null check (times > 0),
    primary key (account_id, rejected_on, node_id, reason)
);
