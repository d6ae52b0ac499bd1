-- An invitation is no membership: nobody stands behind it until somebody accepts it with its link. So a pending one has no
-- person at all, only the address and the name that the inviter gave, and no query by person can take it for a member.
alter table memberships alter column user_id drop not null;
alter table memberships
  add column email text,                 -- whom the inviter meant; stays, so that a different address that joined is seen
  add column name text,                  -- as the inviter calls them; the person's own name once they joined
  add column invited_by uuid references users on delete set null,
  add column expires_at timestamptz;     -- when the link ends

-- The owner sees rows of all accounts only while row-level security is not forced on it.
alter table memberships no force row level security;
alter table users no force row level security;
update memberships m
set email = u.email, name = case when u.password_hash is null then u.name else split_part(u.email, '@', 1) end,
  expires_at = now() + interval '7 days', user_id = null
from users u
where u.id = m.user_id and m.invitation_hash is not null;
-- People whom only an invitation had made: whoever accepts makes a sign-in of their own.
delete from users u
where u.password_hash is null and not exists (select from memberships m where m.user_id = u.id);
alter table users force row level security;
alter table memberships force row level security;

alter table memberships add constraint memberships_pending check (
  case when user_id is null
    then invitation_hash is not null and email is not null and name is not null and expires_at is not null
    else invitation_hash is null end);
create unique index memberships_invited on memberships (account_id, lower(email)) where user_id is null and deleted_in is null;

-- Who is a member: all that asks for members reads this and not the table (a test walks the sources).
create view members with (security_invoker = true) as
select account_id, id, user_id, role, created_at from memberships where user_id is not null and deleted_in is null;
grant select on members to igny8_app, igny8_system;

-- Two owners who lower or remove each other at the same moment each see the other still there. So whoever takes an owner away
-- waits for the account's row, then looks again. Only the roles that serve are held to it: an operator may mend by hand.
create function owner_stays() returns trigger language plpgsql as $$
begin
  if current_user not in ('igny8_app', 'igny8_system') then
    return null;
  end if;
  perform from accounts where id = new.account_id for no key update;
  if not exists (select from members where account_id = new.account_id and role = 'owner') then
    raise exception 'an account keeps an owner' using errcode = 'check_violation', constraint = 'memberships_owner_stays';
  end if;
  return null;
end $$;
create trigger owner_stays after update on memberships for each row
  when (old.role = 'owner' and old.user_id is not null and old.deleted_in is null
    and (new.role <> 'owner' or new.deleted_in is not null or new.user_id is null))
  execute function owner_stays();
-- Rows are marked as deleted, never removed, by those who serve; purging removes them.
revoke delete on memberships from igny8_app;
