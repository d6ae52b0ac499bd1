-- Mails that wait to be sent, and how each ended. A mail is written in the transaction of what it tells of, and sent by the
-- scheduler: claimed with a lease, marked before its text is handed over, and never sent again once it may have arrived.
create table mails (
  id uuid primary key,
  account uuid references accounts on delete cascade,   -- null where it is a person's own, such as a new password
  user_id uuid references users on delete cascade,      -- null for somebody who is only invited
  kind text not null check (kind in ('invitation', 'password_reset', 'password_changed', 'verify_address',
    'confirm_new_address', 'address_change_asked', 'address_changed', 'two_factor_changed')),
  recipient text not null,
  name text not null,
  content bytea,                         -- sealed, since links are secrets; gone as soon as the mail has ended
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'suppressed', 'unknown')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  expires_at timestamptz not null,       -- after it what the mail says is of no use
  claim uuid,                            -- of the process that sends it now
  leased_until timestamptz,
  handed_over boolean not null default false,   -- its text went to the server: it may have arrived
  fault text,                            -- what the mail server said last
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  check (state in ('queued', 'sending') or content is null)
);
create index mails_due on mails (due_at) where state in ('queued', 'sending');
create index mails_account on mails (account, created_at) where account is not null;
create index mails_age on mails (ended_at) where ended_at is not null;
alter table mails enable row level security;
alter table mails force row level security;
-- Whoever invites writes the mail of it, and may count those before.
create policy own on mails to igny8_app
  using (account = nullif(current_setting('app.account_id', true), '')::uuid)
  with check (account = nullif(current_setting('app.account_id', true), '')::uuid);
create policy system on mails to igny8_system using (true) with check (true);
grant insert on mails to igny8_app;
grant select (account, kind, created_at) on mails to igny8_app;
grant select, insert, update, delete on mails to igny8_system;

-- Addresses that a server said nobody has. They get nothing for a time, not for ever: servers have said it of mailboxes that
-- were there.
create table mail_suppressions (
  recipient text primary key,
  reason text not null,
  until timestamptz not null,
  times integer not null default 1
);
alter table mail_suppressions enable row level security;
alter table mail_suppressions force row level security;
create policy system on mail_suppressions to igny8_system using (true) with check (true);
grant select, insert, update, delete on mail_suppressions to igny8_system;
