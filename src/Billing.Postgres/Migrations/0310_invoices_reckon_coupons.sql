-- Whoever issues an invoice reckons with coupons: true; null of a program that does not know them. Beside it, as long as an update lasts, runs one
-- that does: to the other what it would issue to whoever has a coupon is refused, as if the payer had moved on, and that one issues it.
alter table invoice add column reckons_coupons boolean;

create function refuse_without_coupons() returns trigger language plpgsql as $$
begin
    if exists (select from coupon where balance_id = new.balance_id and ended_at is null) then
        raise exception 'balance % has coupons, which this program does not know', new.balance_id using errcode = 'division_by_zero';
    end if;

    return new;
end
$$;

create trigger invoice_reckons_coupons before insert on invoice
    for each row when (new.kind = 1 and new.reckons_coupons is null) execute function refuse_without_coupons();
