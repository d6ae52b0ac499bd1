-- Stripe's events as they came, each once however often it is sent. They say that something changed, not what is so now: that is
-- asked of the API.

create table stripe_events (
  id text primary key check (id <> ''),
  type text not null,
  api_version text,
  livemode boolean not null,
  created_at timestamptz not null,       -- at Stripe; they come in any order
  customer text,
  payload text not null,                 -- as text, since texts in it may hold letters that jsonb refuses
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  error text
);
create index stripe_events_open on stripe_events (customer) where processed_at is null;
create index stripe_events_age on stripe_events (received_at);
alter table stripe_events enable row level security;
alter table stripe_events force row level security;
create policy system on stripe_events to igny8_system using (true) with check (true);
grant select, insert, update, delete on stripe_events to igny8_system;
