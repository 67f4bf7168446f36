-- A new version of a tariff is read as what came and what went since the known one: both are found by an index.

create index rate_added on rate (tariff_id, added_in);
create index rate_removed on rate (tariff_id, removed_in) where removed_in is not null;

-- A version has one rate for a destination and date; for the newest version the database itself sees to it.
create unique index rate_once on rate (tariff_id, upper(destination), effective_from) where removed_in is null;

drop index rate_tariff;

-- Rates are checked to ten decimals; five would be stored rounded, and a price list would not come out as it went in.
alter table rate
    alter column connect_fee type numeric(20, 10),
    alter column surcharge_percent type numeric(14, 10);
