-- What people configure, who did it, and how money comes in: customers, accounts, products, gateways, vouchers, payments.

-- A version is moved by every edit: who edits says which one they saw, and a stale one is a conflict.

alter table customer
    add column number             text generated always as ('C-' || (100000 + customer_id)::text) stored,
    add column email              text,
    add column class              text    not null default 'residential',
    add column culture            text    not null default 'en-GB',
    add column currency           char(3) not null default 'USD', -- of balances to be made
    add column company            text,
    add column phone              text,
    add column street             text,
    add column city               text,
    add column postal_code        text,
    add column region             text,
    add column country            text,
    add column external_reference text,
    add column notes              text,
    add column status             int     not null default 1 check (status in (1, 2, 3)), -- active, suspended, closed
    add column status_reason      text,
    add column suspended_until    timestamptz check (suspended_until is null or status = 2),
    add column shared_balance_id  bigint references balance, -- of accounts that have none of their own
    add column created_at         timestamptz not null default now(),
    add column version            bigint  not null default 1;

update customer c set currency = b.currency
from balance b
where b.customer_id = c.customer_id and b.currency <> c.currency;

create unique index customer_number on customer (number);
create unique index customer_external_reference on customer (external_reference) where external_reference is not null;
create index customer_suspended_until on customer (suspended_until) where suspended_until is not null;

alter table account
    add column status_reason text,
    add column max_sessions  int check (max_sessions > 0), -- of each service, in the place of what the product says
    add column created_at    timestamptz not null default now(),
    add column version       bigint not null default 1;

create index account_customer on account (customer_id);

-- whose sessions are granted nothing more
create index account_blocked on account (balance_id) where status <> 1;

-- the change of products that is to come
create table account_change
(
    account_id   bigint   primary key references account,
    product_id   bigint   not null references product,
    add_ons      bigint[] not null,
    effective_at timestamptz not null,
    by           text     not null,
    ordered_at   timestamptz not null
);

create index account_change_due on account_change (effective_at);

alter table product
    add column is_retired boolean not null default false,
    add column version    bigint  not null default 1;

alter table tariff add column is_retired boolean not null default false;

alter table node
    add column is_retired boolean not null default false,
    add column version    bigint  not null default 1;

-- A retired gateway's address may be another one's.
alter table node drop constraint node_address_key;
create unique index node_address_once on node (address) where not is_retired;

alter table node_group add column version bigint not null default 1;
alter table destination add column version bigint not null default 1;
alter table destination_group add column version bigint not null default 1;

-- of the numbers of every gateway
alter table numbering_version add column emergency_version bigint not null default 1;

-- Bumped by whatever many accounts' terms are made of, so that a change is live in every silo within a second.
create table terms_version
(
    version bigint not null
);

insert into terms_version values (1);

create function terms_changed() returns trigger language plpgsql as $$
begin
    update terms_version set version = version + 1;

    return null;
end
$$;

create trigger terms_changed after update or delete on product
    for each statement execute function terms_changed();
create trigger terms_changed after insert or update or delete on product_service
    for each statement execute function terms_changed();
create trigger terms_changed after insert or update or delete on product_rating
    for each statement execute function terms_changed();
create trigger terms_changed after insert or update or delete on tariff_override
    for each statement execute function terms_changed();
create trigger terms_changed after update on node_group
    for each statement execute function terms_changed();

-- What was made under a key of the asker's: the same order again is answered, another one under the key is refused.
create table creation
(
    operation_id text   primary key check (length(operation_id) between 1 and 100),
    kind         text   not null,
    body         text   not null,
    id           bigint not null,
    by           text   not null,
    made_at      timestamptz not null
);

-- append-only; written with what it tells of, in one transaction
create table audit_log
(
    audit_log_id bigint generated by default as identity primary key,
    at           timestamptz not null,
    by           text  not null,
    action       text  not null,
    entity_kind  text  not null,
    entity_id    text  not null,
    sentence     text  not null,
    old          jsonb,
    new          jsonb
);

create index audit_log_at on audit_log (at desc, audit_log_id desc);
create index audit_log_entity on audit_log (entity_kind, entity_id, at desc, audit_log_id desc);
create index audit_log_by on audit_log (by, at desc, audit_log_id desc);

create trigger audit_log_is_append_only before update or delete on audit_log
    for each row execute function refuse_change();

-- who asked for it; null: a program
alter table operation add column by text;

create index operation_by_people on operation (recorded_at desc, operation_id desc) where by is not null;

create table voucher_batch
(
    voucher_batch_id bigint  generated by default as identity primary key,
    amount           numeric(20, 5) not null check (amount > 0),
    currency         char(3) not null,
    count            int     not null check (count > 0),
    expires_at       timestamptz,
    note             text,
    by               text    not null,
    created_at       timestamptz not null
);

-- Who has a code has the money, so only its hash is kept. A code is claimed by one balance, then credited to it once.
create table voucher
(
    serial           bigint  generated by default as identity primary key,
    voucher_batch_id bigint  not null references voucher_batch,
    code_hash        bytea   not null unique,
    is_active        boolean not null,
    balance_id       bigint references balance, -- whose it is
    redeemed_by      text,
    redeemed_at      timestamptz,
    credited_at      timestamptz,
    check ((balance_id is null) = (redeemed_at is null)),
    check (credited_at is null or balance_id is not null)
);

create index voucher_batch_of on voucher (voucher_batch_id);
create index voucher_balance on voucher (balance_id) where balance_id is not null;
create index voucher_uncredited on voucher (redeemed_at) where redeemed_at is not null and credited_at is null;

-- wrong codes of a balance since a moment
create table voucher_failure
(
    balance_id bigint primary key references balance,
    failures   int    not null,
    since      timestamptz not null
);

create table payment
(
    payment_id         bigint  generated by default as identity primary key,
    operation_id       text    not null unique check (length(operation_id) between 1 and 80),
    balance_id         bigint  not null references balance,
    amount             numeric(20, 5) not null check (amount > 0),
    currency           char(3) not null,
    kind               int     not null check (kind in (1, 2, 3)), -- card, cash, bank transfer
    method             text    not null, -- for people; of a card its last four digits, never its number
    reference          text,
    note               text,
    state              int     not null check (state between 1 and 5), -- started, authorized, captured, credited, declined
    provider           text,
    provider_reference text,
    decline            text,
    refunded           numeric(20, 5) not null default 0 check (refunded between 0 and amount),
    by                 text    not null,
    created_at         timestamptz not null,
    ended_at           timestamptz
);

create index payment_balance on payment (balance_id, created_at desc);
create index payment_created on payment (created_at desc, payment_id desc);

create table payment_refund
(
    operation_id       text   primary key check (length(operation_id) between 1 and 80),
    payment_id         bigint not null references payment,
    amount             numeric(20, 5) not null check (amount > 0),
    note               text,
    provider_reference text, -- null while it is not known that the provider did it
    is_posted          boolean not null default false,
    by                 text   not null,
    created_at         timestamptz not null
);

create index payment_refund_of on payment_refund (payment_id);

-- A price list on its way to a tariff's next version.
create table rate_import
(
    rate_import_id uuid    primary key,
    tariff_id      bigint  not null references tariff,
    file_name      text    not null,
    by             text    not null,
    state          int     not null check (state between 1 and 7),
    pieces         int     not null default 0,
    options        jsonb   not null default '{}',
    heads          text[]  not null default '{}',
    notices        text[]  not null default '{}',
    rows           int     not null default 0,
    rejected       int     not null default 0,
    diff           jsonb,
    problem        text,
    tariff_version int     not null default 0,
    begun_at       timestamptz not null,
    ended_at       timestamptz
);

create index rate_import_tariff on rate_import (tariff_id, begun_at desc);

create table rate_import_piece
(
    rate_import_id uuid  not null references rate_import,
    piece          int   not null check (piece >= 0),
    content        bytea not null,
    primary key (rate_import_id, piece)
);

create table rate_import_rejected
(
    rate_import_id uuid not null references rate_import,
    line           int  not null,
    place          int  not null, -- of the error among those of the line
    column_name    text not null,
    value          text not null,
    reason         text not null,
    text           text not null,
    primary key (rate_import_id, line, place)
);
