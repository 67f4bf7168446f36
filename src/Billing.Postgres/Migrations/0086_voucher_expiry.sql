-- When a voucher is worth nothing, where that is not when its batch is: ranges of a batch are sold at different times. 'infinity' is
-- never; null is as the batch says, which is all that a program before this one reads.
alter table voucher add column expires_at timestamptz;
