-- Back from 008. lib/db/migrate.c lists what is dropped first.

DELETE FROM edits WHERE entity_type = 'set';
DELETE FROM field_state WHERE entity_type = 'set';
DELETE FROM external_ids WHERE entity_type = 'set';

CREATE OR REPLACE FUNCTION set_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM asset_candidates WHERE entity_type = 'set' AND entity_id = OLD.id;
	UPDATE scan_files SET entity_type = NULL, entity_id = NULL
		WHERE entity_type = 'set' AND entity_id = OLD.id;
	RETURN NULL;
END
$$;

DROP INDEX idx_sets_tmdb;
DROP INDEX idx_sets_sort;
ALTER TABLE sets DROP COLUMN enriched_at;
ALTER TABLE sets DROP COLUMN revision;
ALTER TABLE sets DROP COLUMN sort_key;
ALTER TABLE sets DROP COLUMN sort_title;
