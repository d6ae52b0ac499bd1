-- Which program made a change: the API token or the connected app, as it was called then.
alter table audit_log add column program text;
