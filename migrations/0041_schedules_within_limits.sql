-- A firing of a schedule takes at most so many rows, the best first, and says what it left for the next.
alter table schedules add column max_rows integer check (max_rows between 1 and 1000000);
alter table schedule_fires
  add column rows bigint,                -- rows that it took
  add column rows_left bigint,           -- rows that it left for next time
  add column note text;                  -- why it left them, or why there was nothing to do
