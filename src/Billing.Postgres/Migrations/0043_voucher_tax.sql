-- What of a voucher is tax, where taxes are due at payment: a voucher pays for what is not known yet, so its tax is due when it is
-- redeemed. Decided with the claim, for what is credited must be the same however often it is begun. Null: nothing.
alter table voucher add column taxes jsonb;
