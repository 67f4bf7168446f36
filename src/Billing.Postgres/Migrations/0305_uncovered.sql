-- What a payer owes and no invoice has: what was owed when billing began, and what was given back when no money was there to take it from.
-- Money that comes in is for it, and settles no invoice with it a second time. What a program before this one did not know of stays as it is.
alter table payer add column uncovered numeric(20, 5) not null default 0 check (uncovered >= 0);
