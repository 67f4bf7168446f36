-- What a product has gateways apply to data sessions (a speed, say): at ordinary times, and in periods of the day.
create table product_policy
(
    product_id    bigint primary key references product,
    ordinary      text check (octet_length(ordinary) between 1 and 253), -- null: the gateway's own ordinary one
    period_set_id bigint references period_set,
    windows       jsonb  not null default '{}' check (jsonb_typeof(windows) = 'object'), -- {"night": "20M/20M"}
    check ((period_set_id is null) = (windows = '{}')),
    check (ordinary is not null or windows <> '{}')
);
