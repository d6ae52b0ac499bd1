-- A schedule says when it runs in words; its cron fields follow from them, or are given as they are.
alter table schedules
  add column every text not null default 'cron' check (every in ('hour', 'day', 'workday', 'week', 'month', 'cron')),
  add column at text check (at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),  -- local time of day
  add column weekday text check (weekday in ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
  add column month_day int check (month_day between 1 and 28),
  add column site_id uuid,               -- only rows of this site
  add foreign key (account_id, site_id) references sites on delete cascade,
  add check (every in ('hour', 'cron') or at is not null),
  add check (every <> 'week' or weekday is not null),
  add check (every <> 'month' or month_day is not null);
alter table schedules alter column every drop default, drop column params;
create index schedules_site on schedules (account_id, site_id);
