-- A password that somebody else made, and knows: its user chooses another one before anything else.
alter table portal_user
    add column is_password_issued boolean not null default false;
