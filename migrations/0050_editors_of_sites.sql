-- Posts are written in blocks where a WordPress site has the block editor, and as HTML where it has the classic one. Which
-- one it is, is found out at the site; a team may say it instead.
alter table integrations add column editor text check (editor in ('site', 'block', 'classic'));
