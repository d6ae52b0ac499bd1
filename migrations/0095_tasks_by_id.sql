-- no-transaction: built while people work. The newest runs of all accounts, for the staff.
create index concurrently ai_tasks_by_id on ai_tasks (id);
