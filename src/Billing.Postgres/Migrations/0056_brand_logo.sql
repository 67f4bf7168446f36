-- The picture at the head of invoices, the newest last. An invoice has the one of its moment of issue, whatever comes after it.
create table brand_logo
(
    logo_id bigint generated always as identity primary key,
    png bytea, -- null: none from here on
    made_at timestamptz not null,
    by text not null
);

alter table brand_logo alter column png set storage external; -- it is compressed already
create index brand_logo_made_at on brand_logo (made_at);
