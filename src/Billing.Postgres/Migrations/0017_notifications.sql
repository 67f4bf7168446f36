-- What customers are told: an outbox of what happened, written with what happened, and the ways by which each of it is told.

-- How a payer wants to be told; no row: as everybody.
create table alert_setting
(
    balance_id  bigint primary key references balance,
    email       text,   -- null: the customer's
    low_balance numeric(20, 5) check (low_balance >= 0), -- null: what the installation says for the currency
    unwanted    int[]  not null default '{}', -- events
    version     bigint not null default 0
);

-- append-only but for routed_at; the key is what makes one occurrence one notification
create table notification
(
    notification_id bigint generated always as identity primary key,
    key        text   not null unique,
    event      int    not null,
    balance_id bigint not null references balance,
    account_id bigint, -- whom of the payer's it is about; null: the payer
    invoice_id bigint references invoice,
    facts      jsonb  not null,
    raised_at  timestamptz not null,
    due_at     timestamptz not null, -- when it is to be told
    routed_at  timestamptz -- when it was decided how it is told
);

create index notification_waiting on notification (due_at) where routed_at is null;
create index notification_of on notification (balance_id, notification_id);

-- One way of telling one notification. Subject and body are as they were rendered, so every try says the same.
create table notification_delivery
(
    notification_id bigint not null references notification,
    channel  int    not null check (channel in (1, 2)), -- e-mail, webhook
    state    int    not null check (state in (1, 2, 3, 4)), -- waiting, sent, failed, not sent
    address  text,
    subject  text,
    body     text,
    tries    int    not null default 0,
    next_at  timestamptz not null,
    reason   text, -- why it was not sent, or not yet
    ended_at timestamptz,
    primary key (notification_id, channel)
);

create index notification_delivery_due on notification_delivery (next_at) where state = 1;

-- Texts that an operator has changed; the others are the program's.
create table notification_template
(
    template text   primary key, -- event and language, such as low-balance.en
    subject  text   not null,
    body     text   not null,
    version  bigint not null default 0
);
