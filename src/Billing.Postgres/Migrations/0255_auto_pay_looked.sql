-- Of a payer's invoices those up to this one are paid, void, or begun to be paid by themselves: who sweeps reads those after it. Below
-- zero: one of them may be open again, and all are read.
alter table auto_pay add column settled_through bigint not null default 0;

-- By whichever program. Another number each time, so that who read them before that does not say that they are paid.
create function auto_pay_again() returns trigger language plpgsql as $$
begin
    update auto_pay set settled_through = -new.settlement_id where balance_id = new.balance_id;

    return null;
end
$$;

create trigger settlement_taken_back after insert on settlement for each row when (new.amount < 0) execute function auto_pay_again();
