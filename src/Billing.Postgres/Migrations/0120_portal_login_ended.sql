-- A process of the version before 0097 does not know that a login has ended: by its statements it would begin the session of one that has,
-- and have the gateway's last words of it open it again. What says "ended" already stays as it is, until a statement that knows says that
-- it is there again. The beginning is refused as a stale writer's: that process answers nothing, and its gateway asks the next one.
create function keep_portal_login_ended() returns trigger language plpgsql as $$
begin
    if new.lifted_at is not null then
        raise exception 'login % at a portal has ended: no session begins of it', old.session_id using errcode = 'restrict_violation';
    end if;

    return old;
end
$$;

create trigger portal_login_has_ended before update on portal_login for each row
    when (old.ended_at is not null and old.lifted_at is null and new.ended_at is not null)
    execute function keep_portal_login_ended();
