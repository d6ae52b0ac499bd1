-- The editor says which model wrote an article: the last of its calls.
create index ai_calls_content on ai_calls (account_id, content_id, created_at desc) where content_id is not null;
