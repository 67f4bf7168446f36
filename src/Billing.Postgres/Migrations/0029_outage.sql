-- What a gateway may do while nothing can be committed. Null: it gets no answer, and goes to another server.
-- Else its accounts that are known may begin sessions for this much each a day, in their own currency.
alter table node add column outage_limit numeric(20, 5) check (outage_limit >= 0);
