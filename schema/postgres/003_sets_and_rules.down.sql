-- Back from 003. What 002 takes for rows of an item that is not there goes, too.
-- lib/db/migrate.c lists what is dropped first.

DROP TRIGGER sets_gone ON sets;
DROP FUNCTION set_gone();

DELETE FROM asset_candidates WHERE entity_type = 'set';
UPDATE scan_files SET entity_type = NULL, entity_id = NULL WHERE entity_type = 'set';
ALTER TABLE completeness_config DROP COLUMN severity;
