-- Quarters and halves of the calendar year (8, 9) are periods too: of plans and classes in their terms, here of what is given and counted.
alter table allowance_plan
    drop constraint allowance_plan_period_check,
    add constraint allowance_plan_period_check check (period between 1 and 9);
alter table discount_plan
    drop constraint discount_plan_reset_check,
    add constraint discount_plan_reset_check check (reset between 0 and 9);
alter table spending_limit
    drop constraint spending_limit_period_check,
    add constraint spending_limit_period_check check (period between 0 and 9);
alter table product_allowance_plan
    drop constraint product_allowance_plan_period_check,
    add constraint product_allowance_plan_period_check check (period between 1 and 9);
alter table product_discount
    drop constraint product_discount_reset_check,
    add constraint product_discount_reset_check check (reset between 0 and 9);
