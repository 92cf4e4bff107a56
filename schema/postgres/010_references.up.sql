-- 010: who holds an object of the cache.
--
-- reference_count is always what is counted: candidates that hold their content_hash, published files, displaced files,
-- versions of NFOs, and journal rows, whose old and new hash count each. A candidate holds it while it is selected, and
-- a picture of the library (with a local_path) for as long as it is one; a rejected one never does. So one that is
-- deselected or rejected gives its reference back, what stands in the library keeps its own until a publish replaces
-- it (then displaced_files has it), and the rest is an orphan, which is taken up again when it is chosen within its
-- grace. A candidate keeps its content_hash for as long as it is a row; is_downloaded says whether the cache has it.

CREATE INDEX idx_published_files_hash ON published_files (hash);
CREATE INDEX idx_asset_candidates_open ON asset_candidates (id) WHERE provider = 'local' AND is_downloaded = 0;

CREATE FUNCTION candidate_referenced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	was TEXT;
	becomes TEXT;
BEGIN
	IF TG_OP <> 'INSERT' AND OLD.is_rejected = 0 AND (OLD.is_selected = 1 OR OLD.local_path IS NOT NULL) THEN
		was := OLD.content_hash;
	END IF;
	IF TG_OP <> 'DELETE' AND NEW.is_rejected = 0 AND (NEW.is_selected = 1 OR NEW.local_path IS NOT NULL) THEN
		becomes := NEW.content_hash;
	END IF;
	IF was IS DISTINCT FROM becomes THEN
		UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
			WHERE content_hash = becomes;
		UPDATE cache_inventory SET reference_count = reference_count - 1,
			orphaned_at = CASE WHEN reference_count = 1
				THEN to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')
				ELSE orphaned_at END
			WHERE content_hash = was;
	END IF;
	RETURN NULL;
END
$$;

DROP TRIGGER asset_candidates_ref_insert ON asset_candidates;
DROP TRIGGER asset_candidates_ref_delete ON asset_candidates;
DROP TRIGGER asset_candidates_ref_update ON asset_candidates;
CREATE TRIGGER asset_candidates_ref_insert AFTER INSERT ON asset_candidates FOR EACH ROW
	WHEN (NEW.content_hash IS NOT NULL)
	EXECUTE FUNCTION candidate_referenced();
CREATE TRIGGER asset_candidates_ref_delete AFTER DELETE ON asset_candidates FOR EACH ROW
	WHEN (OLD.content_hash IS NOT NULL)
	EXECUTE FUNCTION candidate_referenced();
CREATE TRIGGER asset_candidates_ref_update
	AFTER UPDATE OF content_hash, is_selected, is_rejected, local_path ON asset_candidates FOR EACH ROW
	WHEN (OLD.content_hash IS NOT NULL OR NEW.content_hash IS NOT NULL)
	EXECUTE FUNCTION candidate_referenced();

CREATE TRIGGER published_files_ref_insert AFTER INSERT ON published_files FOR EACH ROW
	WHEN (NEW.hash IS NOT NULL)
	EXECUTE FUNCTION cache_referenced('hash');
CREATE TRIGGER published_files_ref_delete AFTER DELETE ON published_files FOR EACH ROW
	WHEN (OLD.hash IS NOT NULL)
	EXECUTE FUNCTION cache_referenced('hash');
CREATE TRIGGER published_files_ref_update AFTER UPDATE OF hash ON published_files FOR EACH ROW
	WHEN (OLD.hash IS DISTINCT FROM NEW.hash)
	EXECUTE FUNCTION cache_referenced('hash');

CREATE OR REPLACE FUNCTION cache_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.reference_count :=
		(SELECT COUNT(*) FROM asset_candidates WHERE content_hash = NEW.content_hash
			AND is_rejected = 0 AND (is_selected = 1 OR local_path IS NOT NULL))
		+ (SELECT COUNT(*) FROM published_files WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM displaced_files WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM nfo_versions WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE old_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE new_hash = NEW.content_hash);
	NEW.orphaned_at := CASE WHEN NEW.reference_count = 0
		THEN COALESCE(NEW.orphaned_at, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')) END;
	RETURN NEW;
END
$$;

-- What a candidate knows of the cache. One without an address or a path (a person's own file) is nothing without it.
CREATE FUNCTION cache_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE asset_candidates SET is_downloaded = 1, cache_path = NEW.file_path
		WHERE content_hash = NEW.content_hash AND is_downloaded = 0;
	RETURN NULL;
END
$$;
CREATE FUNCTION cache_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM asset_candidates WHERE content_hash = OLD.content_hash AND provider = 'local'
		AND local_path IS NULL AND is_selected = 0;
	UPDATE asset_candidates SET is_downloaded = 0, cache_path = NULL WHERE content_hash = OLD.content_hash;
	RETURN NULL;
END
$$;
CREATE TRIGGER cache_inventory_there AFTER INSERT ON cache_inventory
	FOR EACH ROW EXECUTE FUNCTION cache_there();
CREATE TRIGGER cache_inventory_gone AFTER DELETE ON cache_inventory
	FOR EACH ROW EXECUTE FUNCTION cache_gone();

UPDATE cache_inventory SET reference_count =
		(SELECT COUNT(*) FROM asset_candidates AS a
			WHERE a.content_hash = cache_inventory.content_hash
			AND a.is_rejected = 0 AND (a.is_selected = 1 OR a.local_path IS NOT NULL))
		+ (SELECT COUNT(*) FROM published_files AS f WHERE f.hash = cache_inventory.content_hash)
		+ (SELECT COUNT(*) FROM displaced_files AS d WHERE d.hash = cache_inventory.content_hash)
		+ (SELECT COUNT(*) FROM nfo_versions AS n WHERE n.hash = cache_inventory.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal AS o WHERE o.old_hash = cache_inventory.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal AS j WHERE j.new_hash = cache_inventory.content_hash);
UPDATE cache_inventory SET orphaned_at = CASE WHEN reference_count > 0 THEN NULL
	ELSE COALESCE(orphaned_at, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')) END;
