-- The days of the last step that was done, and how many steps of that day were: the class may be another one by the next. They hold
-- while dunning_done is what it was with them: a program that does not know them counts on without them.
alter table payer add column dunning_reached_days int;
alter table payer add column dunning_reached_steps int;
alter table payer add column dunning_reached_done int;
