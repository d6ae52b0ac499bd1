-- The version of an article that a destination has, so that a later one is known to be only here.
alter table publications add column version int;
