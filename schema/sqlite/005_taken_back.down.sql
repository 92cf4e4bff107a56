-- Back from 005. lib/db/migrate.c lists what is dropped first.

ALTER TABLE edits DROP COLUMN new_disk;
ALTER TABLE edits DROP COLUMN old_disk;
ALTER TABLE nfo_versions DROP COLUMN artwork;
