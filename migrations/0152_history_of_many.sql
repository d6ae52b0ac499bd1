-- no-transaction: built while people work. The entries that name several rows, the latest first.
create index concurrently audit_log_many on audit_log (account_id, resource, at desc) where cardinality(targets) > 1;
