-- Records of one called or calling number, as lists ask for them; what has no such number, as data sessions, has no place in these.
create index xdr_called on xdr (coalesce(called_number, called_party), recorded_at) where coalesce(called_number, called_party) is not null;
create index xdr_calling on xdr (coalesce(calling_number, calling_party), recorded_at) where coalesce(calling_number, calling_party) is not null;
