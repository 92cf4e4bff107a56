-- Back from 010: every candidate holds its content_hash.

DROP TRIGGER cache_inventory_there ON cache_inventory;
DROP TRIGGER cache_inventory_gone ON cache_inventory;
DROP FUNCTION cache_there();
DROP FUNCTION cache_gone();
DROP TRIGGER published_files_ref_insert ON published_files;
DROP TRIGGER published_files_ref_delete ON published_files;
DROP TRIGGER published_files_ref_update ON published_files;
DROP TRIGGER asset_candidates_ref_insert ON asset_candidates;
DROP TRIGGER asset_candidates_ref_delete ON asset_candidates;
DROP TRIGGER asset_candidates_ref_update ON asset_candidates;
DROP FUNCTION candidate_referenced();
CREATE TRIGGER asset_candidates_ref_insert AFTER INSERT ON asset_candidates FOR EACH ROW
	WHEN (NEW.content_hash IS NOT NULL)
	EXECUTE FUNCTION cache_referenced('content_hash');
CREATE TRIGGER asset_candidates_ref_delete AFTER DELETE ON asset_candidates FOR EACH ROW
	WHEN (OLD.content_hash IS NOT NULL)
	EXECUTE FUNCTION cache_referenced('content_hash');
CREATE TRIGGER asset_candidates_ref_update AFTER UPDATE OF content_hash ON asset_candidates FOR EACH ROW
	WHEN (OLD.content_hash IS DISTINCT FROM NEW.content_hash)
	EXECUTE FUNCTION cache_referenced('content_hash');

CREATE OR REPLACE FUNCTION cache_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.reference_count :=
		(SELECT COUNT(*) FROM asset_candidates WHERE content_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM displaced_files WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM nfo_versions WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE old_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE new_hash = NEW.content_hash);
	NEW.orphaned_at := CASE WHEN NEW.reference_count = 0
		THEN COALESCE(NEW.orphaned_at, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')) END;
	RETURN NEW;
END
$$;

DROP INDEX idx_asset_candidates_open;
DROP INDEX idx_published_files_hash;

UPDATE cache_inventory SET reference_count =
		(SELECT COUNT(*) FROM asset_candidates AS a
			WHERE a.content_hash = cache_inventory.content_hash)
		+ (SELECT COUNT(*) FROM displaced_files AS d WHERE d.hash = cache_inventory.content_hash)
		+ (SELECT COUNT(*) FROM nfo_versions AS n WHERE n.hash = cache_inventory.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal AS o WHERE o.old_hash = cache_inventory.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal AS j WHERE j.new_hash = cache_inventory.content_hash);
UPDATE cache_inventory SET orphaned_at = CASE WHEN reference_count > 0 THEN NULL
	ELSE COALESCE(orphaned_at, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')) END;
