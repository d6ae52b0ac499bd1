-- Models that the platform pays for: accounts without a provider of their own use them where their plan has them, at so many times
-- the usual credits.

alter table plans add column platform_factor smallint check (platform_factor between 1 and 100);  -- null: it does not have them
-- What a run was priced at, and so who does it; null: the account's own provider, or the offline one.
alter table ai_tasks add column platform_factor smallint;
