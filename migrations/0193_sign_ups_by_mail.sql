-- Sign-ups that wait for whoever reads the mail of their address, where mail goes out.

create table pending_sign_ups (
  hash bytea primary key,                -- SHA-256 of the link's token, which is 256 random bits
  email text not null,                   -- where it went: it proves this address and no other
  name text not null,
  account text not null,                 -- what the account will be called
  password_hash text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz                    -- kept for a day, so that who comes again is told why
);
create index pending_sign_ups_expiry on pending_sign_ups (expires_at);
alter table pending_sign_ups enable row level security;
alter table pending_sign_ups force row level security;
create policy system on pending_sign_ups to igny8_system using (true) with check (true);
grant select, insert, update, delete on pending_sign_ups to igny8_system;

-- Two more kinds of mail, whatever kinds there are.
do $$
declare kinds text;
begin
  select string_agg(quote_literal(m[1]), ', ') into kinds
  from pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::text', 'g') m
  where k.conname = 'mails_kind_check';
  execute 'alter table mails drop constraint mails_kind_check';
  execute format('alter table mails add constraint mails_kind_check check (kind in (%s, ''sign_up'', ''already_signed_up''))', kinds);
end $$;

alter table email_links drop constraint email_links_purpose_check;
alter table email_links add constraint email_links_purpose_check
  check (purpose in ('password_reset', 'verify_address', 'change_address', 'sign_up'));
