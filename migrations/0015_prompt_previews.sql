-- A prompt is looked at with the values of the account's own rows, so that nothing made with samples is kept.

alter table prompts drop column preview;
alter table prompt_defaults drop column preview;

-- The last run that wrote an article, whose outline the preview of its prompts takes.
create index ai_tasks_written on ai_tasks (account_id, item_id, created_at desc, id) where function = 'generate_content';
