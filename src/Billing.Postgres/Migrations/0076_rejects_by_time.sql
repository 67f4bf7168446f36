-- Rejected logins of all accounts, the latest first.
create index access_reject_last on access_reject (last_at);
