-- Logins that were let in to their gateway's captive portal only, until they end, and for as long as sessions are kept where one came of it.
create table portal_login
(
    session_id        uuid primary key, -- also that of the session that begins when it is let out
    account_id        bigint  not null,
    balance_id        bigint  not null,
    node_id           int     not null,
    user_name         text    not null, -- of the account's
    service           text,             -- null: the account's first one
    calling_party     text,
    comes_back        boolean not null, -- whether its gateway can be given more than once
    created_at        timestamptz not null default now(),
    expires_at        timestamptz not null, -- it is believed to be there until then
    acct_session_id   text, -- this and what follows as the gateway last said it
    framed_address    text,
    gateway_user_name text,
    heard_at          timestamptz,
    duration_seconds  bigint  not null default 0, -- these three were used at the portal, and are not charged
    input_octets      bigint  not null default 0,
    output_octets     bigint  not null default 0,
    checked_version   bigint, -- the balance of this version did not let it out
    lifted_at         timestamptz -- the session began
);

create index portal_login_there on portal_login (expires_at) where lifted_at is null;
