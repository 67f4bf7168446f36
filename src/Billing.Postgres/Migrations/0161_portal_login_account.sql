-- A report without our mark is looked for by whose it is.
create index portal_login_account on portal_login (account_id);
