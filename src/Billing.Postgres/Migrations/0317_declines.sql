-- What a decline says of the next attempt beside its words: whoever goes on after a kill has it from here. False of earlier rows: tried again.
alter table payment
    add column is_decline_final      boolean not null default false, -- the same card fails again, unless its holder does something
    add column is_decline_of_request boolean not null default false; -- what was asked for is not taken, from whatever card
