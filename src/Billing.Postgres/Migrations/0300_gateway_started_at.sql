-- When a session began by the clock of a gateway that is ahead of ours, where that is not the row's started_at: its reports say it again,
-- also when they come late. Null of the many that are not, and of rows of an earlier program.
alter table session add column gateway_started_at timestamptz;
