-- Articles that people own: what is approved and by whom, what destinations have, and what people changed there.

-- An edition is what readers would see: it grows with every change of text, meta data, questions or finished pictures,
-- whoever makes it and by whatever way, because the database itself counts.
alter table contents
  add column edition bigint not null default 1,
  add column approved_edition bigint,    -- the edition that was approved; another one is not
  add column approved_by uuid,           -- a person, or none for what was approved before this was kept
  add column approved_at timestamptz,
  add column looked_at timestamptz,      -- when its destinations were last asked how it is there
  drop constraint contents_status_check,
  add constraint contents_status_check
    check (status in ('writing', 'draft', 'in_review', 'approved', 'handed_over', 'scheduled', 'published'));

create function contents_edition() returns trigger language plpgsql as $$
begin
  if (new.title, new.html, new.meta_title, new.meta_description, new.slug, new.excerpt, new.faq, new.tags, new.categories,
      new.keywords, new.sector_id, new.version)
    is distinct from
     (old.title, old.html, old.meta_title, old.meta_description, old.slug, old.excerpt, old.faq, old.tags, old.categories,
      old.keywords, old.sector_id, old.version)
  then
    new.edition := old.edition + 1;
  end if;
  -- Only Approve makes an article approved, and only of the edition that is there.
  if new.status = 'approved' and new.approved_edition is distinct from new.edition then
    new.status := 'draft';
  end if;
  return new;
end $$;
create trigger edition before update on contents for each row execute function contents_edition();

-- Pictures count once they can be seen. Those that go and come back with their whole article change nothing.
create function images_edition() returns trigger language plpgsql as $$
declare
  before boolean := tg_op <> 'INSERT' and old.status = 'ready' and old.file_key is not null and old.deleted_in is null;
  after boolean := tg_op <> 'DELETE' and new.status = 'ready' and new.file_key is not null and new.deleted_in is null;
begin
  if not before and not after then
    return null;
  end if;
  if before and after and (new.content_id, new.file_key, new.place, new.heading, new.alt)
    is not distinct from (old.content_id, old.file_key, old.place, old.heading, old.alt)
  then
    return null;
  end if;
  if after and not before and tg_op = 'UPDATE' and old.deleted_in is not null
    and (select resource from deletions d where d.account_id = old.account_id and d.id = old.deleted_in) <> 'writer/images'
  then
    return null;
  end if;
  update contents set edition = edition + 1
  where account_id = coalesce(new.account_id, old.account_id) and id = coalesce(new.content_id, old.content_id)
    and deleted_in is null;
  return null;
end $$;
create trigger edition after insert or update or delete on images for each row execute function images_edition();

alter table publications
  add column edition bigint,             -- the edition of the article that it has
  add column baseline jsonb,             -- how it was there right after we wrote it
  add column status text,                -- what it is there, as far as we know: draft, pending, private, future, publish
  add column edits jsonb;                -- how people have changed it there since, until somebody has decided

alter table sites add column approval boolean not null default false;
alter table sites alter column approval set default true;

-- The owner sees rows of all accounts only while row-level security is not forced on it.
alter table contents no force row level security;
alter table publications no force row level security;
alter table sectors no force row level security;
alter table sites no force row level security;
-- Sites that have published without it go on as they were; the others begin with it.
update sites w set approval = true
where not exists (
  select from sectors s join contents c on c.account_id = s.account_id and c.sector_id = s.id
    join publications p on p.account_id = c.account_id and p.content_id = c.id
  where s.account_id = w.account_id and s.id = w.id);
-- What publishing as a draft called approved was handed over. What is approved otherwise stays so, as it is now.
update contents c set status = 'handed_over'
where c.status = 'approved' and exists (
  select from publications p where p.account_id = c.account_id and p.content_id = c.id);
update contents set approved_edition = edition, approved_at = updated_at where status = 'approved';
update publications p set edition = case when p.version = c.version then c.edition else 0 end
from contents c where c.account_id = p.account_id and c.id = p.content_id;
alter table contents force row level security;
alter table publications force row level security;
alter table sectors force row level security;
alter table sites force row level security;

-- The scheduler also sees what was handed over, so that somebody asks its destinations what became of it.
drop policy due on contents;
create policy due on contents for select to igny8_system using (status in ('scheduled', 'handed_over'));
grant select (looked_at) on contents to igny8_system;
create index contents_handed_over on contents (looked_at) where status = 'handed_over' and deleted_in is null;
