-- A batch's serial numbers, first and last, and its vouchers in their order.

create index voucher_batch_serial on voucher (voucher_batch_id, serial);
drop index voucher_batch_of;
