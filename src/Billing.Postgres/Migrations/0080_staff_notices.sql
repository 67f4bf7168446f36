-- What the staff is told in the last hour is counted, so that a gateway that is away does not fill a mailbox.
create index notification_for_staff on notification (raised_at) where event = 21;
