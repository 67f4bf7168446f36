-- What products give beside their services has a version of its own: a balance that has what they gave by an older one compares when its
-- next session begins. terms_version moves far more often, and accounts alone care.
alter table terms_version add column benefits bigint not null default 1;

create function benefits_changed() returns trigger language plpgsql as $$
begin
    update terms_version set benefits = benefits + 1;

    return null;
end
$$;

create trigger benefits_changed after insert or update or delete on product_allowance_plan
    for each statement execute function benefits_changed();
create trigger benefits_changed after insert or update or delete on product_discount
    for each statement execute function benefits_changed();
