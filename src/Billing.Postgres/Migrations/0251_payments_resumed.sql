-- When what was interrupted of a payment, or of a refund of it, is gone on with again by who sweeps; null: it was not yet.
alter table payment add column resume_at timestamptz;
