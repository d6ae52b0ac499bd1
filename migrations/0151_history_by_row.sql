-- no-transaction: built while people work. The entries of the audit log that name one row, or a row first.
create index concurrently audit_log_row on audit_log (account_id, (targets[1]), at desc);
