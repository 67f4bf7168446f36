-- A gateway gives its names again after it restarts. A session that comes back with our token (incarnation below zero) needs
-- no name to be found, so it may share one; only where the name alone decides can two writers not both make a session.

drop index session_name;

create unique index session_name on session
    (node_id, acct_session_id, incarnation,
     (case when incarnation < 0 then session_id else '00000000-0000-0000-0000-000000000000'::uuid end))
    where acct_session_id is not null;
