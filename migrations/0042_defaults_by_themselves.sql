-- The first provider that can do something is what the account uses for it, without a visit to Settings. One that was
-- never tested well loses that again when its first test fails; what somebody chose to make offline stays so.
alter table integrations add column unproven boolean not null default false;
alter table accounts add column offline_by text[] not null default '{}';  -- settings that were emptied on purpose
