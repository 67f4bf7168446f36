-- What an issued invoice says stays as it was said, whatever mistake the program makes: what moves is only whether its postings are in
-- the ledger, and that it is void, once. What was paid of it is in settlement. Any other column may not change, one that a later
-- version adds neither, until that version says so here.
create function refuse_invoice_change() returns trigger language plpgsql as $$
declare
    moving constant text[] := array['is_posted', 'void_reason', 'is_void_posted', 'voided_by', 'voided_at'];
begin
    if tg_op = 'DELETE' then
        raise exception 'invoice %-% was issued: it stays', old.series, old.series_number using errcode = 'restrict_violation';
    end if;

    if to_jsonb(new) - moving is distinct from to_jsonb(old) - moving then
        raise exception 'invoice %-% was issued: what it says does not change', old.series, old.series_number using errcode = 'restrict_violation';
    end if;

    if (old.is_posted and not new.is_posted) or (old.is_void_posted and not new.is_void_posted)
        or (old.void_reason is not null
            and (new.void_reason, new.voided_by, new.voided_at) is distinct from (old.void_reason, old.voided_by, old.voided_at)) then
        raise exception 'invoice %-%: what became of it does not change back', old.series, old.series_number using errcode = 'restrict_violation';
    end if;

    return new;
end
$$;

create trigger invoice_is_issued before update or delete on invoice for each row execute function refuse_invoice_change();
create trigger invoice_line_is_issued before update or delete on invoice_line for each row execute function refuse_change();
create trigger invoice_tax_is_issued before update or delete on invoice_tax for each row execute function refuse_change();
