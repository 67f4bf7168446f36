-- No step of dunning before this day, since one that takes something away was late on the day before: apart from what somebody put off.
alter table payer add column dunning_not_before date;
