-- What coupons of plans took off a line is shared otherwise than what those of all that is charged did: a credit note of a program that does not know
-- them gives back by the wrong share. So its notes are refused as its invoices are (0320).
create trigger note_reckons_plans before insert on invoice
    for each row when (new.kind = 2 and new.reckons_plans is null) execute function refuse_without_plans();
