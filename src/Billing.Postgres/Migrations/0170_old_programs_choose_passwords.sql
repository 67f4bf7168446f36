-- A program from before 0150 does not know that a password was made by somebody else. Its user chooses another one by it, and its write
-- says nothing of the column: what was chosen is not asked for again. A program that does know always says the column, when it issues a
-- second password over the first, too. Triggers fire by their names: the first takes the word away that nobody may have said, the second
-- gives it again if the statement says it, the third ends it if not.
create function portal_user_say_issued() returns trigger language plpgsql as $$
begin
    new.is_password_issued := nullif(tg_argv[0], '')::boolean;

    return new;
end
$$;

create trigger portal_user_issued_1 before update of password_hash on portal_user for each row
    when (old.is_password_issued and new.is_password_issued and new.password_hash is distinct from old.password_hash)
    execute function portal_user_say_issued('');
create trigger portal_user_issued_2 before update of is_password_issued on portal_user for each row
    when (new.is_password_issued is null) execute function portal_user_say_issued('true');
create trigger portal_user_issued_3 before update of password_hash on portal_user for each row
    when (new.is_password_issued is null) execute function portal_user_say_issued('false');
