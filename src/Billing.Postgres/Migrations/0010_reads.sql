-- What people look at: indexes of lists and searches, and sums of usage beside its records. Nothing that charging changes
-- again and again (a balance, a session's marks) is in an index, so that those updates stay within their page (HOT).
-- Texts are ordered by their bytes (collation "C"), so that a beginning is a range whatever the database's collation is.

create extension if not exists pg_trgm;

create index customer_name on customer ((lower(name) collate "C"), customer_id);
create index customer_name_part on customer using gin (lower(name) gin_trgm_ops);
create index customer_number_begin on customer ((lower(number) collate "C"));
create index customer_email_begin on customer ((lower(email) collate "C")) where email is not null;
create index customer_created on customer (created_at, customer_id);

create index account_login on account ((lower(login) collate "C"), account_id);
create index account_main_product on account (product_id);
create index account_add_on on account_product (product_id);
create index account_alias_begin on account_alias ((lower(alias) collate "C"), account_id);

-- ids begin with the time: those that run longest are the first
create index session_live on session (session_id) where ended_at is null;
-- set once, when the session starts
create index session_framed on session (framed_address) where ended_at is null and framed_address is not null;

create index xdr_recorded on xdr (recorded_at);
create index xdr_unrated on xdr (recorded_at) where rate_id is null;
create index ledger_entry_money on ledger_entry (recorded_at) where reason <> 2;

create index operation_recorded on operation (recorded_at, operation_id);
create index operation_balance on operation (balance_id, recorded_at, operation_id);

create index suspense_usage_heard on suspense_usage (first_heard_at, node_id, acct_session_id, user_name);

create index rate_in_force on rate (tariff_id, destination collate "C", effective_from)
    include (effective_to, status, rate_id) where removed_in is null;
create index rate_destination on rate (tariff_id, upper(destination));
create index rate_planned on rate (effective_from) where removed_in is null;

create index destination_begin on destination (prefix collate "C");
create index destination_description on destination ((lower(description) collate "C"), prefix collate "C");
create index destination_description_part on destination using gin (lower(description) gin_trgm_ops);

-- Sums of transaction records, folded in after the fact by when they were recorded: what is not folded yet is added when
-- they are read. So charging pays nothing for them, and they can be made again from the records at any time.
create table usage_fold
(
    only_row  boolean primary key default true check (only_row),
    -- records of before this are in the sums, the others are not
    folded_to timestamptz not null
);

insert into usage_fold (folded_to) values ('-infinity');

-- for an account's charts: the day of the customer's billing time zone in which the usage began
create table usage_day
(
    account_id bigint  not null,
    day        date    not null,
    service    text    not null,
    currency   char(3) not null,
    events     bigint  not null,
    units      numeric not null,
    amount     numeric(20, 5) not null,
    primary key (account_id, day, service, currency)
) with (fillfactor = 70);

-- for the operator's: a quarter of an hour of recording, of which the days of every time zone are made
create table usage_quarter
(
    quarter    timestamptz not null,
    service    text    not null,
    currency   char(3) not null,
    events     bigint  not null,
    units      numeric not null,
    amount     numeric(20, 5) not null,
    unrated    bigint  not null,
    primary key (quarter, service, currency)
) with (fillfactor = 70);

-- where usage went: a day of recording, UTC
create table usage_destination
(
    day         date    not null,
    service     text    not null,
    destination text    not null,
    currency    char(3) not null,
    events      bigint  not null,
    units       numeric not null,
    amount      numeric(20, 5) not null,
    primary key (day, service, destination, currency)
) with (fillfactor = 70);
