-- When a subscription was asked to begin, and on which day of the month its periods: an order of the same key is the same order only
-- if it asks for the same. Null: made by a program that did not say.
alter table subscription add column ordered text;
