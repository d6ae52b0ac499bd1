-- What a keyword's metrics were before an import filled them last. An import finds keywords by the index that keeps phrases
-- unique, in the one statement that adds or fills them, which can hand on what was there before in a column only.
alter table keywords add column filled_over jsonb;
