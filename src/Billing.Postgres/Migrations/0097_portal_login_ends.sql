-- What ended at the portal is known for a day more: its gateway may have ended it to begin it anew under another name.
alter table portal_login
    add column ended_at    timestamptz, -- as the gateway last said; expires_at is not after it
    add column earlier_ids text[]; -- what acct_session_id was before, the newest first
