-- An e-mail address that a subscriber entered, until who has it tells the code that was sent there.
create table email_change
(
    customer_id bigint primary key references customer,
    email       text   not null,
    code_hash   bytea  not null,
    tries       int    not null, -- wrong codes
    sent_at     timestamptz not null
);
