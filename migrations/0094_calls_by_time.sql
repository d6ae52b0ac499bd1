-- no-transaction: built while people work. What all accounts called lately is found without reading what they ever called.
create index concurrently ai_calls_by_time on ai_calls using brin (created_at);
