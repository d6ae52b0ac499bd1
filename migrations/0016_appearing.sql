-- The scheduler sees which scheduled articles' time has come; transactions of their own accounts mark them as published.
create policy due on contents for select to igny8_system using (status = 'scheduled');
grant select (account_id, id, status, published_at, deleted_in) on contents to igny8_system;
create index contents_due on contents (published_at) where status = 'scheduled' and deleted_in is null;
