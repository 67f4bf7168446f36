-- A refund of which nobody knows whether the provider made it is gone on with too, by whoever sweeps.
drop index payment_refund_open;
create index payment_refund_open on payment_refund (created_at) where decline is null and not is_posted;
