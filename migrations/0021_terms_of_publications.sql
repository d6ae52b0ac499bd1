-- The categories and tags that an article got from us at a destination, by their ids there; all others there are somebody else's.
alter table publications add column terms jsonb not null default '[]';
