-- Orders to gateways that were not obeyed are given again while what they are for holds.

alter table session_control
    add column rounds   int not null default 1 check (rounds > 0), -- how often it was given; each time has its own tries
    add column again_at timestamptz; -- when it is to be given again; null: obeyed, given up, or not to be repeated

create index session_control_again on session_control (again_at) where again_at is not null;

-- "Not obeyed": few rows, of running sessions by the sessions' own index.
create index session_control_disobeyed on session_control (session_id) where rounds >= 3 and outcome <> 1;

-- Who was sent to a captive portal and may have to be let out again.
create index session_control_portal on session_control (answered_at) where policy = 'portal' and outcome = 1;
