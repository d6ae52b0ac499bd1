-- Functions that run with the rights of whoever owns them look up what they name among the system's and the project's own tables, and among
-- temporary ones last. Unless that is said, PostgreSQL looks there first, and whoever may make temporary tables could put one in the place of ours.
alter function purge_security_events(integer) set search_path = pg_catalog, public, pg_temp;
alter function images_objects() set search_path = pg_catalog, public, pg_temp;
alter function uploads_objects() set search_path = pg_catalog, public, pg_temp;
alter function search_keywords(text, integer) set search_path = pg_catalog, public, pg_temp;
