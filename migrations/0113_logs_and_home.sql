-- What runs say is a list of its own; and members put away the checklist of the first hour.

alter table ai_task_logs add column id uuid not null default gen_random_uuid();
create unique index ai_task_logs_id on ai_task_logs (account_id, id);
create index ai_task_logs_recent on ai_task_logs (account_id, at desc, id desc);

alter table member_preferences add column checklist boolean not null default true;

-- Members see whether their account's mails arrived, not what they said.
grant select (state, ended_at) on mails to igny8_app;
