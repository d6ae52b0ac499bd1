-- Phrases that differ in what nobody sees or types alike have one key: marks of direction, joiners, selectors and tatweel are
-- no part of it; Arabic and Persian kaf and yeh, the digits of all scripts, and kinds of apostrophes, quotes and dashes are one.
--
-- A keyword (or the title of an idea) whose new key no other one of its sector has takes it. Where several have the same, the
-- oldest takes it and the others keep their old key: nothing that people made is merged or lost, both stay in the list, and the
-- next import fills the oldest and adds no third. The server makes keys of what comes from now on; this is its rule in SQL.

create function pg_temp.without_marks(key text) returns text language sql immutable as $$
  select btrim(regexp_replace(
    lower(normalize(
      translate(
        regexp_replace(key,
          '[\u00AD\u034F\u061C\u0640\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\U000E0000-\U000E0FFF]',
          '', 'g'),
        U&'\0060\00B4\2018\2019\201A\201B\02B9\02BB\02BC\02BD\02C8\2032\2035\055A\05F3\A78C'
          || U&'\201C\201D\201E\201F\00AB\00BB\2033\2036\05F4\301D\301E\301F'
          || U&'\2010\2011\2012\2013\2014\2015\2212\2043\05BE'
          || U&'\06A9\06AA\06CC\0649\06C1\06C3\0219\021B\03C2'
          || '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙',
        repeat('''', 16) || repeat('"', 12) || repeat('-', 9)
          || U&'\0643\0643\064A\064A\0647\0629\015F\0163\03C3'
          || '01234567890123456789012345678901234567890123456789'),
      nfkc)),
    '\s+', ' ', 'g'))
$$;

-- The owner of the tables sees the rows of all accounts only while their policies are not forced on it.
alter table keywords no force row level security;
alter table ideas no force row level security;

-- ASCII keys, nearly all, are what they were but for the grave accent.
with changed as (
  select account_id, id, sector_id, pg_temp.without_marks(phrase_key) as key, created_at
  from keywords
  where deleted_in is null and (phrase_key ~ '[^\x01-\x7F]' or phrase_key like '%`%')
), first as (
  select distinct on (account_id, sector_id, key) * from changed order by account_id, sector_id, key, created_at, id
)
update keywords k set phrase_key = f.key
from first f
where k.account_id = f.account_id and k.id = f.id and k.phrase_key <> f.key and f.key <> ''
  and not exists (
    select from keywords other
    where other.account_id = f.account_id and other.sector_id = f.sector_id and other.phrase_key = f.key
      and other.deleted_in is null and other.id <> f.id
  );

with changed as (
  select account_id, id, sector_id, pg_temp.without_marks(title_key) as key, created_at
  from ideas
  where deleted_in is null and (title_key ~ '[^\x01-\x7F]' or title_key like '%`%')
), first as (
  select distinct on (account_id, sector_id, key) * from changed order by account_id, sector_id, key, created_at, id
)
update ideas i set title_key = f.key
from first f
where i.account_id = f.account_id and i.id = f.id and i.title_key <> f.key and f.key <> ''
  and not exists (
    select from ideas other
    where other.account_id = f.account_id and other.sector_id = f.sector_id and other.title_key = f.key
      and other.deleted_in is null and other.id <> f.id
  );

alter table keywords force row level security;
alter table ideas force row level security;
