-- the changes of a tariff's rates by version, and which one took back which
create index audit_log_rates on audit_log (entity_id, ((new ->> 'version')::int) desc) where entity_kind = 'tariff' and action = 'rates';
create index audit_log_rates_reverted on audit_log (entity_id, ((new ->> 'reverts')::int)) where entity_kind = 'tariff' and action = 'rates';
