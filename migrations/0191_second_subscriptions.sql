-- Owners are told by mail of what became of their payments; nobody turns that off.
alter table notifications drop constraint notifications_kind_check, add constraint notifications_kind_check
  check (kind in ('run_finished', 'run_failed', 'publication_failed', 'approval_waiting',
    'schedule_skipped', 'credits_low', 'budget_low', 'invitation_accepted', 'billing'));

create or replace function notification_default(kind text) returns text language sql immutable as $$
  select case when kind in ('publication_failed', 'credits_low', 'billing') then 'mail' else 'app' end
$$;
