-- Who is in dunning, and for whom what is due could not be done: few of all payers, in the orders in which they are listed.
create index payer_dunning on payer (dunning_since, balance_id) where dunning_since is not null;
create index payer_parked on payer (next_due_at, balance_id) where parked is not null;
