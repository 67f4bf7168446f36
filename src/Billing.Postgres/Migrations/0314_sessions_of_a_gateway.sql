-- What the gateway that a session is of calls itself (NAS-IP-Address or NAS-IPv6-Address, NAS-Identifier): several may be behind one that is
-- configured, a network or a proxy, and one that restarts ends its own. Null: it did not say, or the row is of an earlier program.
alter table session add column nas_address text, add column nas_identifier text;
alter table portal_login add column nas_address text, add column nas_identifier text;
