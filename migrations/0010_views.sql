-- Saved views of lists. A view is one member's; the team sees it where it is shared.

create table views (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  user_id uuid not null references users on delete cascade,
  resource text not null,                -- the path of the list, such as planner/keywords
  name text not null,
  query text not null,                   -- the query string of the page
  shared boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
create unique index views_name on views (account_id, user_id, resource, lower(name));
call tenant_table('views');
