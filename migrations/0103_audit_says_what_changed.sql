-- Which fields a change of a row went from what to what: [{field, from, to}], and [{field, changed}] where that is a secret or long.
alter table audit_log add column changes jsonb;
