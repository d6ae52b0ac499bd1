-- What happened to one row is found in the audit log without reading all of it, and told in the same words everywhere.

-- Who made an entry: the platform's staff, the account's own people, by a program where they used one, or nobody. Their name is null
-- once they left.
create function audit_actor(staff text, actor uuid, name text, program text) returns text
  language sql immutable parallel safe
  return case
    when staff is not null then 'Staff member ' || staff || coalesce(' acted for ' || name, '')
    when actor is null then 'System'
    else coalesce(name, 'Former member') || coalesce(' (' || program || ')', '')
  end;

-- From what to what each field went, in the order of the form.
create function audit_changes(changes jsonb) returns text
  language sql immutable parallel safe
  return (
    select string_agg(
      c ->> 'field' || ': ' || case when c ? 'changed' then 'changed'
        else coalesce(c ->> 'from', '–') || ' → ' || coalesce(c ->> 'to', '–') end,
      '; ' order by n)
    from jsonb_array_elements(changes) with ordinality as x(c, n)
  );
