-- Back from 010: every candidate holds its content_hash.

DROP TRIGGER cache_inventory_there;
DROP TRIGGER cache_inventory_gone;
DROP TRIGGER published_files_ref_insert;
DROP TRIGGER published_files_ref_delete;
DROP TRIGGER published_files_ref_update;
DROP TRIGGER asset_candidates_ref_insert;
DROP TRIGGER asset_candidates_ref_delete;
DROP TRIGGER asset_candidates_ref_update;
CREATE TRIGGER asset_candidates_ref_insert AFTER INSERT ON asset_candidates
	WHEN NEW.content_hash IS NOT NULL BEGIN
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.content_hash;
END;
CREATE TRIGGER asset_candidates_ref_delete AFTER DELETE ON asset_candidates
	WHEN OLD.content_hash IS NOT NULL BEGIN
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.content_hash;
END;
CREATE TRIGGER asset_candidates_ref_update AFTER UPDATE OF content_hash ON asset_candidates
	WHEN OLD.content_hash IS NOT NEW.content_hash BEGIN
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.content_hash;
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.content_hash;
END;

DROP TRIGGER cache_inventory_counted;
DROP TRIGGER cache_inventory_recounted;
CREATE TRIGGER cache_inventory_counted AFTER INSERT ON cache_inventory BEGIN
	UPDATE cache_inventory SET reference_count =
		(SELECT COUNT(*) FROM asset_candidates WHERE content_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM displaced_files WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM nfo_versions WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE old_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE new_hash = NEW.content_hash)
		WHERE id = NEW.id;
	UPDATE cache_inventory SET orphaned_at = CASE WHEN reference_count > 0 THEN NULL
			ELSE COALESCE(orphaned_at, strftime('%Y-%m-%d %H:%M:%f', 'now')) END
		WHERE id = NEW.id;
END;
CREATE TRIGGER cache_inventory_recounted AFTER UPDATE OF content_hash ON cache_inventory BEGIN
	UPDATE cache_inventory SET reference_count =
		(SELECT COUNT(*) FROM asset_candidates WHERE content_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM displaced_files WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM nfo_versions WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE old_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE new_hash = NEW.content_hash)
		WHERE id = NEW.id;
	UPDATE cache_inventory SET orphaned_at = CASE WHEN reference_count > 0 THEN NULL
			ELSE COALESCE(orphaned_at, strftime('%Y-%m-%d %H:%M:%f', 'now')) END
		WHERE id = NEW.id;
END;

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
	ELSE COALESCE(orphaned_at, strftime('%Y-%m-%d %H:%M:%f', 'now')) END;
