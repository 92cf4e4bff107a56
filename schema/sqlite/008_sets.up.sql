-- 008: a set of films is an item: its fields have sources and locks, it has a place in lists, and counts its changes.

ALTER TABLE sets ADD COLUMN sort_title TEXT;
ALTER TABLE sets ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
ALTER TABLE sets ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sets ADD COLUMN enriched_at TEXT;
CREATE INDEX idx_sets_sort ON sets (sort_key, id);
CREATE INDEX idx_sets_tmdb ON sets (tmdb_collection_id);
UPDATE sets SET sort_key = name;

-- What is known of them until now came from the NFO files of their films.
INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at)
	SELECT 'set', id, 'title', 'nfo', 0, created_at FROM sets;
INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at)
	SELECT 'set', id, 'plot', 'nfo', 0, created_at FROM sets WHERE overview IS NOT NULL;
INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at)
	SELECT 'set', id, 'uniqueids', 'nfo', 0, created_at FROM sets WHERE tmdb_collection_id IS NOT NULL;

-- All that is a set's goes with it; a file of the disk is only nobody's again.
DROP TRIGGER sets_gone;
CREATE TRIGGER sets_gone AFTER DELETE ON sets BEGIN
	DELETE FROM external_ids WHERE entity_type = 'set' AND entity_id = OLD.id;
	DELETE FROM field_state WHERE entity_type = 'set' AND entity_id = OLD.id;
	DELETE FROM asset_candidates WHERE entity_type = 'set' AND entity_id = OLD.id;
	UPDATE scan_files SET entity_type = NULL, entity_id = NULL
		WHERE entity_type = 'set' AND entity_id = OLD.id;
END;
