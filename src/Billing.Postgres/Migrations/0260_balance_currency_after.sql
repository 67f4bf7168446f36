-- A row's trigger "before update" has every update of a balance lock the row by itself first, whatever columns it is of. This one is for a
-- currency only, which nothing changes; refusing it afterwards is as good, and five of six requests update a balance.
drop trigger balance_currency on balance;
create trigger balance_currency after update of currency on balance
    for each row when (new.currency <> old.currency) execute function refuse_change();
