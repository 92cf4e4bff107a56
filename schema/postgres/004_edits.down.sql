-- Back from 004. lib/db/migrate.c lists what is dropped first.

DROP TABLE edits;
DROP TABLE edit_batches;
DROP INDEX idx_field_state_conflict;
ALTER TABLE field_state DROP COLUMN disk_value;
ALTER TABLE field_state DROP COLUMN barred;
ALTER TABLE field_state DROP COLUMN pinned;
