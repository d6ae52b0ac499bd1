-- Addresses of other systems may hold keys, in their query or, as those of many webhooks, in their path. Who may not change them sees which
-- host they lead to and no more: so do members below admins, and staff who act for an account.
create function shown_address(address text) returns text language sql stable as $$
  select case
    when coalesce(nullif(current_setting('app.rank', true), '')::int, -1) >= 2
      and coalesce(current_setting('app.acts', true), '') = '' then address
    else regexp_replace(regexp_replace(address, '^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@', '\1'),
      '^([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)(/.+|[?#].*)$', '\1/…')
  end
$$;

-- What logs told of them before. The owner is bound by the policies that it forces, so they are lifted for this one statement.
alter table audit_log no force row level security;
update audit_log l set changes = (
  select jsonb_agg(case when one ->> 'field' in ('URL', 'Site URL', 'Webhook URL') and (one ? 'from' or one ? 'to')
    then jsonb_build_object('field', one -> 'field', 'changed', true) else one end order by place)
  from jsonb_array_elements(l.changes) with ordinality as of_row (one, place))
where l.resource in ('system/integrations', 'system/webhooks') and jsonb_typeof(l.changes) = 'array' and jsonb_array_length(l.changes) > 0;
alter table audit_log force row level security;
