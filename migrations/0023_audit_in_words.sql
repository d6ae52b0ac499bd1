-- What was done beyond a plain change, and what the (first) row was called then.
alter table audit_log add column action text, add column name text;
