-- Names of the plans that a coupon is for; null: it is off all that is charged.
alter table coupon add column plans text[] check (cardinality(plans) > 0);

-- What coupons took off a line, in minor units, so that what was paid for it is known; of a line of theirs all that it is. Null: none took anything off the
-- invoice, or a program made it that did not say so.
alter table invoice_line add column taken_off numeric(20, 5);

-- Whoever issues an invoice knows that coupons may be of plans: true; null of a program that takes each off all that is charged. As long as an update lasts
-- that is refused to it for whoever has, or had, one of plans (what is issued in the place of an invoice has its coupons), as if the payer had moved on.
alter table invoice add column reckons_plans boolean;

create function refuse_without_plans() returns trigger language plpgsql as $$
begin
    if exists (select from coupon where balance_id = new.balance_id and plans is not null) then
        raise exception 'balance % has coupons of plans, which this program does not know', new.balance_id using errcode = 'division_by_zero';
    end if;

    return new;
end
$$;

create trigger invoice_reckons_plans before insert on invoice
    for each row when (new.kind = 1 and new.reckons_plans is null) execute function refuse_without_plans();
