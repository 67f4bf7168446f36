-- A gateway that is away and then says once that it knows no such session has not said so three times. What it said before this is not
-- counted, and it is asked twice more at the most.
alter table session_control
    add column unknown int not null default 0 check (unknown >= 0); -- in how many rounds its gateway said that it knows no such session
