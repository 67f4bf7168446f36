-- How a carrier's price lists are read, so that its next one needs no choosing, whoever imports it.
create table carrier_layout
(
    carrier   text        not null check (length(carrier) between 1 and 100),
    layout    jsonb       not null,
    tariff_id bigint      not null references tariff, -- that its last list was for
    by        text        not null,
    saved_at  timestamptz not null
);

create unique index carrier_layout_carrier on carrier_layout (lower(carrier));
