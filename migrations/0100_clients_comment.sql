-- Clients read, comment and approve. And the comments: what people say of an article, beside its text.
alter table memberships
  drop constraint memberships_role_check,
  add constraint memberships_role_check check (role in ('viewer', 'client', 'editor', 'admin', 'owner'));
alter table api_tokens
  drop constraint api_tokens_role_check,
  add constraint api_tokens_role_check check (role in ('viewer', 'client', 'editor', 'admin', 'owner'));

create table content_comments (
  account_id uuid not null,
  id uuid not null,
  content_id uuid not null,
  text text not null check (text <> ''),
  created_by uuid references users on delete set null,
  resolved_by uuid references users on delete set null,
  resolved_at timestamptz,
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, content_id) references contents on delete cascade,
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create index content_comments_content on content_comments (account_id, content_id, id) where deleted_in is null;
create index content_comments_deletion on content_comments (account_id, deleted_in) where deleted_in is not null;
call tenant_table('content_comments');
