-- What owners decide for the whole account: whether everybody needs a second proof to sign in, and when it is deleted.
alter table accounts
  add column require_two_factor boolean not null default false,
  add column delete_at timestamptz,          -- when it goes for good; null: it stays
  add column delete_reminded_at timestamptz; -- when its owners were told that this is soon
create index accounts_delete on accounts (delete_at) where delete_at is not null;
grant delete on accounts, users to igny8_system;

-- Two more kinds of mail, whatever kinds there are.
do $$
declare kinds text;
begin
  select string_agg(quote_literal(m[1]), ', ') into kinds
  from pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::text', 'g') m
  where k.conname = 'mails_kind_check';
  execute 'alter table mails drop constraint mails_kind_check';
  execute format('alter table mails add constraint mails_kind_check check (kind in (%s, ''ownership_transferred'', ''account_deletion''))',
    kinds);
end $$;

-- Whoever invites sees whether the mail of it arrived, and not what it said.
grant select (recipient, state, fault) on mails to igny8_app;
