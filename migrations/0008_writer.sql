-- From clusters to articles: ideas, writing tasks, content with its versions, images, and where it is published.

alter table sites add column voice text;

-- How each account writes. A reference to an integration that is not set means the offline provider.
alter table accounts
  add column ideas_per_cluster smallint not null default 3 check (ideas_per_cluster between 1 and 20),
  add column article_words integer not null default 1200 check (article_words between 200 and 10000),
  add column images_per_article smallint not null default 2 check (images_per_article between 0 and 10),
  add column image_style text not null default 'realistic' check (image_style in ('realistic', 'artistic', 'cartoon')),
  add column clusters_by uuid,
  add column ideas_by uuid,
  add column content_by uuid,
  add column image_prompts_by uuid,
  add column images_by uuid;

-- Whoever answers or receives: providers of models, and destinations of articles. The key is sealed.
create table integrations (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('openai', 'runware', 'wordpress', 'webhook')),
  name text not null,
  site_id uuid,                          -- destinations belong to a site
  base_url text,
  user_name text,
  secret bytea,
  secret_hint text,                      -- the last characters, to tell keys apart
  text_model text,
  image_model text,
  enabled boolean not null default true,
  checked_at timestamptz,
  check_ok boolean,
  check_result text,
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, site_id) references sites on delete cascade,
  foreign key (account_id, deleted_in) references deletions on delete cascade,
  constraint integrations_site check ((kind in ('wordpress', 'webhook')) = (site_id is not null))
);
create unique index integrations_name on integrations (account_id, lower(name)) where deleted_in is null;
create unique index integrations_wordpress on integrations (account_id, site_id) where kind = 'wordpress' and deleted_in is null;
call tenant_table('integrations');

alter table accounts
  add foreign key (id, clusters_by) references integrations on delete set null (clusters_by),
  add foreign key (id, ideas_by) references integrations on delete set null (ideas_by),
  add foreign key (id, content_by) references integrations on delete set null (content_by),
  add foreign key (id, image_prompts_by) references integrations on delete set null (image_prompts_by),
  add foreign key (id, images_by) references integrations on delete set null (images_by);

create table ideas (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  sector_id uuid not null,
  cluster_id uuid,
  run_id uuid,                           -- the run that found it; with its place, so that a run that is done again adds nothing twice
  place smallint,
  title text not null check (title <> ''),
  title_key text not null,               -- case, spaces and Unicode form folded: one title once in a sector
  angle text,
  outline text,                          -- one heading a line
  content_type text not null default 'guide',
  keywords text,                         -- one phrase a line, the main one first
  priority smallint not null default 2 check (priority between 1 and 3),
  words integer check (words between 200 and 10000),
  status text not null default 'new' check (status in ('new', 'planned', 'written', 'published')),
  offline boolean not null default false,
  rival_id uuid,                         -- content that already serves one of the keywords
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, sector_id) references sectors on delete cascade,
  foreign key (account_id, cluster_id) references clusters on delete set null (cluster_id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index ideas_title on ideas (account_id, sector_id, title_key) where deleted_in is null;
create unique index ideas_run on ideas (account_id, run_id, place);
create index ideas_cluster on ideas (account_id, cluster_id) where deleted_in is null;
create index ideas_sector on ideas (account_id, sector_id) where deleted_in is null;
call tenant_table('ideas');

create table writing_tasks (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  sector_id uuid not null,
  cluster_id uuid,
  idea_id uuid,
  title text not null check (title <> ''),
  angle text,
  outline text,
  content_type text not null default 'guide',
  keywords text,
  words integer not null default 1200 check (words between 200 and 10000),
  priority smallint not null default 2 check (priority between 1 and 3),
  status text not null default 'new' check (status in ('new', 'writing', 'written', 'published')),
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, sector_id) references sectors on delete cascade,
  foreign key (account_id, cluster_id) references clusters on delete set null (cluster_id),
  foreign key (account_id, idea_id) references ideas on delete set null (idea_id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index writing_tasks_idea on writing_tasks (account_id, idea_id) where deleted_in is null;
create index writing_tasks_sector on writing_tasks (account_id, sector_id) where deleted_in is null;
call tenant_table('writing_tasks');

create table contents (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  sector_id uuid not null,
  cluster_id uuid,
  task_id uuid,                          -- the writing task
  title text not null check (title <> ''),
  html text not null default '',
  meta_title text,
  meta_description text,
  slug text,
  excerpt text,
  faq jsonb not null default '[]',       -- [{question, answer}]
  tags text,                             -- one a line
  categories text,
  keywords text,                         -- one a line, the main one first
  words_target integer not null default 1200,
  words integer not null default 0,
  score smallint check (score between 0 and 100),
  status text not null default 'draft'
    check (status in ('writing', 'draft', 'approved', 'scheduled', 'published')),
  version integer not null default 0,    -- grows with every save; a save from an older one is a conflict
  offline boolean not null default false,
  cost numeric(14, 6) not null default 0,
  publish_as text not null default 'publish' check (publish_as in ('draft', 'publish', 'schedule')),
  publish_at timestamptz,
  url text,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, sector_id) references sectors on delete cascade,
  foreign key (account_id, cluster_id) references clusters on delete set null (cluster_id),
  foreign key (account_id, task_id) references writing_tasks on delete set null (task_id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index contents_task on contents (account_id, task_id) where deleted_in is null;
create index contents_sector on contents (account_id, sector_id) where deleted_in is null;
create index contents_cluster on contents (account_id, cluster_id) where deleted_in is null;
call tenant_table('contents');

alter table ideas add foreign key (account_id, rival_id) references contents on delete set null (rival_id);

create table content_versions (
  account_id uuid not null,
  id uuid not null,
  content_id uuid not null,
  version integer not null,
  origin text not null check (origin in ('model', 'person', 'restore')),
  title text not null,
  html text not null,
  meta_title text,
  meta_description text,
  slug text,
  excerpt text,
  faq jsonb not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, content_id, version),
  foreign key (account_id, content_id) references contents on delete cascade
);
call tenant_table('content_versions');

-- What a run that writes an article has paid for already: outline and sections, so that another start goes on there.
create table content_sections (
  account_id uuid not null,
  run_id uuid not null,
  place smallint not null,
  heading text not null,
  points jsonb not null,
  words integer not null,
  html text,                             -- null until it is written
  primary key (account_id, run_id, place),
  foreign key (account_id, run_id) references ai_tasks on delete cascade
);
call tenant_table('content_sections');

create table images (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  content_id uuid not null,
  place smallint not null,               -- 0 is the featured one
  heading text,
  prompt text not null check (prompt <> ''),
  alt text,
  style text not null default 'realistic' check (style in ('realistic', 'artistic', 'cartoon')),
  status text not null default 'prompt' check (status in ('prompt', 'ready', 'failed')),
  error text,
  provider text,
  model text,
  offline boolean not null default false,
  run_id uuid,                           -- the run that made it
  file_key uuid,                         -- the folder of its files in the storage; new with every picture
  mime text,
  width integer,
  height integer,
  bytes bigint,
  colour text,
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, content_id) references contents on delete cascade,
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index images_place on images (account_id, content_id, place) where deleted_in is null;
call tenant_table('images');

-- Where a content is, at each of its destinations.
create table publications (
  account_id uuid not null,
  content_id uuid not null,
  integration_id uuid not null,
  remote_id text not null,
  url text not null,
  edit_url text,
  media jsonb not null default '{}',
  differences jsonb not null default '[]',
  published_at timestamptz not null default now(),
  primary key (account_id, content_id, integration_id),
  foreign key (account_id, content_id) references contents on delete cascade,
  foreign key (account_id, integration_id) references integrations on delete cascade
);
call tenant_table('publications');

-- Every call of a model; the row is there before the call, its request id before the answer is read.
create table ai_calls (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  run_id uuid,
  content_id uuid,
  purpose text not null,
  provider text not null,
  model text not null,
  status text not null default 'sent' check (status in ('sent', 'ok', 'failed')),
  request_id text,
  input_tokens bigint not null default 0,
  cached_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost numeric(14, 6) not null default 0,
  latency_ms bigint,
  error text,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, run_id) references ai_tasks on delete set null (run_id),
  foreign key (account_id, content_id) references contents on delete set null (content_id)
);
create index ai_calls_recent on ai_calls (account_id, created_at desc, id);
create index ai_calls_run on ai_calls (account_id, run_id);
call tenant_table('ai_calls');

-- Dollars; staff edit them. A model without a row costs what the provider says, or nothing that we know.
create table model_prices (
  provider text not null,
  model text not null,
  input_per_million numeric(12, 6) not null default 0,
  cached_per_million numeric(12, 6) not null default 0,
  output_per_million numeric(12, 6) not null default 0,
  per_image numeric(12, 6) not null default 0,
  updated_at timestamptz not null default now(),
  primary key (provider, model)
);
grant select on model_prices to igny8_app, igny8_system;

-- The instruction texts: ours, written by every migration run, and each account's own, which override them.
create table prompt_defaults (
  purpose text primary key,
  system text not null,
  template text not null,
  preview text not null,                 -- with sample values
  variables text not null
);
grant select on prompt_defaults to igny8_app, igny8_system;

create table prompts (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  purpose text not null,
  system text,                           -- null: the default
  template text,
  preview text,
  version integer not null default 0,
  updated_at timestamptz,
  primary key (account_id, id),
  unique (account_id, purpose)
);
call tenant_table('prompts', for_system => true);

-- Every account has a row for every purpose, whichever of the two comes first.
create function prompts_of_account() returns trigger language plpgsql as $$
begin
  insert into prompts (account_id, id, purpose) select new.id, gen_random_uuid(), purpose from prompt_defaults;
  return null;
end $$;
create trigger prompts after insert on accounts for each row execute function prompts_of_account();

create table prompt_versions (
  account_id uuid not null,
  id uuid not null,
  prompt_id uuid not null,
  version integer not null,
  system text not null,
  template text not null,
  changes text,                          -- lines that came and went
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, prompt_id, version),
  foreign key (account_id, prompt_id) references prompts on delete cascade
);
call tenant_table('prompt_versions');

-- List prices in dollars when this was written; `igny8 prices` changes them.
insert into model_prices (provider, model, input_per_million, cached_per_million, output_per_million, per_image) values
  ('openai', 'gpt-5', 1.25, 0.125, 10, 0),
  ('openai', 'gpt-5-mini', 0.25, 0.025, 2, 0),
  ('openai', 'gpt-5-nano', 0.05, 0.005, 0.4, 0),
  ('openai', 'gpt-4.1', 2, 0.5, 8, 0),
  ('openai', 'gpt-4.1-mini', 0.4, 0.1, 1.6, 0),
  ('openai', 'gpt-4o', 2.5, 1.25, 10, 0),
  ('openai', 'gpt-4o-mini', 0.15, 0.075, 0.6, 0),
  ('openai', 'text-embedding-3-small', 0.02, 0.02, 0, 0),
  ('openai', 'text-embedding-3-large', 0.13, 0.13, 0, 0),
  ('openai', 'gpt-image-1', 5, 1.25, 40, 0),
  ('openai', 'dall-e-3', 0, 0, 0, 0.08);
