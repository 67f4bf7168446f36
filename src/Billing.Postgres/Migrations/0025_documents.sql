-- Documents of invoices: what is on them, and which mails have them. And money of a payment that the holder's bank took back.

-- Whether the mail of an event that has a document has it.
alter table notification_template add column attaches_document boolean not null default true;

-- The number of the invoice whose document goes with it.
alter table notification_delivery add column document text;

-- Whether usage is listed on the customer's invoices; null: as the class says.
alter table customer add column lists_usage boolean;

-- The holder's bank took it back; it may come again, if the dispute is won.
alter table payment_refund add column is_dispute boolean not null default false;
