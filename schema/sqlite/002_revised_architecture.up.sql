-- 002: the revised architecture: candidates, cache, publishing, provenance.
--
-- Taken alone, this makes of every old image a candidate whose file is gone. lib/db/images.c, which hashed the files
-- before, makes those that are there downloaded ones and fills the cache inventory, in the same transaction.

CREATE TABLE asset_candidates (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	asset_type TEXT NOT NULL,
	provider TEXT NOT NULL,
	provider_url TEXT,
	provider_metadata TEXT,
	width INTEGER,
	height INTEGER,
	is_downloaded INTEGER NOT NULL DEFAULT 0 CHECK (is_downloaded IN (0, 1)),
	cache_path TEXT,
	content_hash TEXT,
	perceptual_hash TEXT,
	is_selected INTEGER NOT NULL DEFAULT 0 CHECK (is_selected IN (0, 1)),
	is_rejected INTEGER NOT NULL DEFAULT 0 CHECK (is_rejected IN (0, 1)),
	selected_by TEXT,
	selected_at TEXT,
	auto_score REAL,
	local_path TEXT, -- where in the library a 'local' one was found
	language TEXT,
	vote_average REAL,
	vote_count INTEGER,
	mime_type TEXT,
	created_at TEXT NOT NULL
) STRICT;
CREATE INDEX idx_asset_candidates_entity ON asset_candidates (entity_type, entity_id, asset_type);
CREATE INDEX idx_asset_candidates_selected ON asset_candidates (is_selected);
CREATE INDEX idx_asset_candidates_content_hash ON asset_candidates (content_hash);

CREATE TABLE cache_inventory (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	content_hash TEXT NOT NULL,
	file_path TEXT NOT NULL,
	file_size INTEGER NOT NULL,
	asset_type TEXT NOT NULL,
	mime_type TEXT,
	reference_count INTEGER NOT NULL DEFAULT 0, -- kept by triggers, see below
	first_used_at TEXT NOT NULL,
	last_used_at TEXT,
	orphaned_at TEXT, -- set exactly while reference_count is 0
	width INTEGER,
	height INTEGER,
	perceptual_hash TEXT,
	has_alpha INTEGER CHECK (has_alpha IN (0, 1)),
	phash_done INTEGER NOT NULL DEFAULT 0 CHECK (phash_done IN (0, 1)) -- 1 without a hash: a flat picture
) STRICT;
CREATE UNIQUE INDEX idx_cache_content_hash ON cache_inventory (content_hash);
CREATE INDEX idx_cache_orphaned ON cache_inventory (orphaned_at);
CREATE INDEX idx_cache_phash_open ON cache_inventory (id) WHERE phash_done = 0;

CREATE TABLE publish_log (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	library_id INTEGER REFERENCES libraries (id) ON DELETE CASCADE,
	folder TEXT,
	revision INTEGER, -- of the item, as planned
	nfo_hash TEXT NOT NULL,
	assets_published TEXT,
	published_at TEXT NOT NULL,
	published_by TEXT NOT NULL DEFAULT 'system',
	success INTEGER NOT NULL DEFAULT 1 CHECK (success IN (0, 1)),
	error_message TEXT,
	players_notified TEXT,
	open INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1)) -- 1 while its journal stands
) STRICT;
CREATE INDEX idx_publish_log_entity ON publish_log (entity_type, entity_id);
CREATE INDEX idx_publish_log_timestamp ON publish_log (published_at);
CREATE INDEX idx_publish_log_open ON publish_log (library_id, folder) WHERE open = 1;
CREATE INDEX idx_publish_log_library ON publish_log (library_id);

CREATE TABLE asset_selection_config (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
	asset_type TEXT NOT NULL,
	min_count INTEGER NOT NULL DEFAULT 1,
	max_count INTEGER NOT NULL DEFAULT 3,
	min_width INTEGER,
	min_height INTEGER,
	prefer_language TEXT NOT NULL DEFAULT '', -- empty: the library's languages
	weight_resolution REAL NOT NULL DEFAULT 0.3,
	weight_votes REAL NOT NULL DEFAULT 0.4,
	weight_language REAL NOT NULL DEFAULT 0.2,
	weight_provider REAL NOT NULL DEFAULT 0.1,
	phash_similarity_threshold REAL NOT NULL DEFAULT 0.90,
	provider_priority TEXT NOT NULL DEFAULT '["tmdb", "tvdb", "fanart.tv"]',
	UNIQUE (library_id, asset_type)
) STRICT;

CREATE TABLE library_automation_config (
	library_id INTEGER PRIMARY KEY REFERENCES libraries (id) ON DELETE CASCADE,
	automation_mode TEXT NOT NULL DEFAULT 'hybrid',
	auto_enrich INTEGER NOT NULL DEFAULT 1 CHECK (auto_enrich IN (0, 1)),
	auto_select_assets INTEGER NOT NULL DEFAULT 1 CHECK (auto_select_assets IN (0, 1)),
	auto_publish INTEGER NOT NULL DEFAULT 0 CHECK (auto_publish IN (0, 1)),
	webhook_enabled INTEGER NOT NULL DEFAULT 1 CHECK (webhook_enabled IN (0, 1)),
	webhook_auto_publish INTEGER NOT NULL DEFAULT 1 CHECK (webhook_auto_publish IN (0, 1))
) STRICT;

CREATE TABLE library_settings (
	library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (library_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejected_assets (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	provider TEXT NOT NULL,
	provider_url TEXT NOT NULL,
	asset_type TEXT NOT NULL,
	rejected_at TEXT NOT NULL,
	reason TEXT,
	UNIQUE (provider, provider_url)
) STRICT;

CREATE TABLE job_queue (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	job_type TEXT NOT NULL,
	priority INTEGER NOT NULL,
	payload TEXT NOT NULL,
	status TEXT NOT NULL DEFAULT 'pending',
	progress_current INTEGER NOT NULL DEFAULT 0,
	progress_total INTEGER NOT NULL DEFAULT 0,
	progress_message TEXT,
	retry_count INTEGER NOT NULL DEFAULT 0,
	max_retries INTEGER NOT NULL DEFAULT 3,
	next_retry_at TEXT,
	created_at TEXT NOT NULL,
	started_at TEXT,
	completed_at TEXT,
	error_message TEXT,
	error_stack TEXT,
	is_cancellable INTEGER NOT NULL DEFAULT 1 CHECK (is_cancellable IN (0, 1)),
	cancelled_at TEXT,
	lease_owner TEXT,
	lease_until TEXT,
	fence INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX idx_job_queue_processing ON job_queue (status, priority, created_at) WHERE status = 'pending';

-- Where each value of an item came from, and whether it is locked.
CREATE TABLE field_state (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	field TEXT NOT NULL,
	source TEXT NOT NULL,
	locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
	updated_at TEXT,
	job_id INTEGER,
	PRIMARY KEY (entity_type, entity_id, field)
) STRICT, WITHOUT ROWID;

-- The bytes of NFOs by their SHA-256: any charset, so a blob. A text stays while a version, a displaced file or
-- a journal row names it.
CREATE TABLE nfo_texts (
	hash TEXT PRIMARY KEY NOT NULL,
	body BLOB NOT NULL,
	size INTEGER NOT NULL
) STRICT;

CREATE TABLE nfo_versions (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	version INTEGER NOT NULL, -- 0: as found at first
	hash TEXT NOT NULL,
	path TEXT,
	origin TEXT NOT NULL CHECK (origin = 'found' OR origin = 'published' OR origin = 'file'),
	publish_id INTEGER,
	seen_at TEXT,
	PRIMARY KEY (entity_type, entity_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_nfo_versions_hash ON nfo_versions (hash);

-- What a publish is about to do, from its commit before the renames to its commit after them.
CREATE TABLE publish_journal (
	publish_id INTEGER NOT NULL REFERENCES publish_log (id) ON DELETE CASCADE,
	seq INTEGER NOT NULL,
	library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
	path TEXT NOT NULL, -- absolute
	action TEXT NOT NULL CHECK (action = 'write' OR action = 'remove' OR action = 'mkdir'),
	old_hash TEXT, -- NULL: there was nothing
	new_hash TEXT, -- NULL: a removal or a folder
	old_kind TEXT CHECK (old_kind IN ('nfo', 'cache')), -- where the bytes are kept
	new_kind TEXT CHECK (new_kind IN ('nfo', 'cache')),
	temp_path TEXT,
	asset_type TEXT,
	created_at TEXT NOT NULL,
	PRIMARY KEY (publish_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_publish_journal_library ON publish_journal (library_id);
CREATE INDEX idx_publish_journal_old_hash ON publish_journal (old_hash) WHERE old_hash IS NOT NULL;
CREATE INDEX idx_publish_journal_new_hash ON publish_journal (new_hash) WHERE new_hash IS NOT NULL;

-- What Metarr wrote into the library. A path may have several owners (.actors) and goes with the last.
CREATE TABLE published_files (
	path TEXT NOT NULL,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	kind TEXT NOT NULL, -- nfo, artwork, subtitle, …
	asset_type TEXT,
	hash TEXT,
	size INTEGER,
	mtime_ns INTEGER,
	inode INTEGER,
	published_at TEXT,
	PRIMARY KEY (path, entity_type, entity_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_published_files_entity ON published_files (entity_type, entity_id);

-- What Metarr replaced, removed or added, so that it can be put back. It is history: it outlives the item and
-- goes with the library.
CREATE TABLE displaced_files (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	publish_id INTEGER,
	library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
	path TEXT NOT NULL,
	existed INTEGER NOT NULL CHECK (existed IN (0, 1)), -- 0: Metarr added it
	hash TEXT,
	kind TEXT CHECK (kind IN ('nfo', 'cache')),
	mode INTEGER,
	uid INTEGER,
	gid INTEGER,
	owner TEXT,
	file_group TEXT,
	mtime_ns INTEGER,
	xattrs TEXT, -- JSON object, values in hexadecimal
	link_text TEXT,
	is_dir INTEGER NOT NULL DEFAULT 0 CHECK (is_dir IN (0, 1)),
	created_by_us INTEGER NOT NULL DEFAULT 0 CHECK (created_by_us IN (0, 1)),
	displaced_at TEXT NOT NULL
) STRICT;
CREATE INDEX idx_displaced_files_path ON displaced_files (path);
CREATE INDEX idx_displaced_files_publish ON displaced_files (publish_id);
CREATE INDEX idx_displaced_files_library ON displaced_files (library_id);
CREATE INDEX idx_displaced_files_hash ON displaced_files (hash) WHERE hash IS NOT NULL;

-- What the last scan saw, so that the next one looks only at what changed.
CREATE TABLE scan_folders (
	library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
	folder TEXT NOT NULL, -- relative to the library, '' for its root
	signature TEXT,
	scanned_at TEXT,
	PRIMARY KEY (library_id, folder)
) STRICT, WITHOUT ROWID;

CREATE TABLE scan_files (
	library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
	folder TEXT NOT NULL,
	name TEXT NOT NULL,
	size INTEGER NOT NULL,
	mtime_ns INTEGER NOT NULL,
	inode INTEGER,
	kind TEXT,
	entity_type TEXT,
	entity_id INTEGER,
	content_hash TEXT,
	PRIMARY KEY (library_id, folder, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_scan_files_entity ON scan_files (entity_type, entity_id) WHERE entity_id IS NOT NULL;

ALTER TABLE movies ADD COLUMN state TEXT NOT NULL DEFAULT 'discovered';
ALTER TABLE movies ADD COLUMN has_unpublished_changes INTEGER NOT NULL DEFAULT 0 CHECK (has_unpublished_changes IN (0, 1));
ALTER TABLE movies ADD COLUMN last_published_at TEXT;
ALTER TABLE movies ADD COLUMN published_nfo_hash TEXT;
ALTER TABLE movies ADD COLUMN enriched_at TEXT;
ALTER TABLE movies ADD COLUMN enrichment_priority INTEGER NOT NULL DEFAULT 5;
ALTER TABLE movies ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE movies ADD COLUMN error_message TEXT;
ALTER TABLE movies ADD COLUMN folder TEXT;
ALTER TABLE movies ADD COLUMN nfo_path TEXT;
ALTER TABLE movies ADD COLUMN naming TEXT CHECK (naming IN ('short', 'long'));
CREATE INDEX idx_movies_state ON movies (state);
CREATE INDEX idx_movies_unpublished ON movies (has_unpublished_changes) WHERE has_unpublished_changes = 1;
CREATE INDEX idx_movies_needs_enrichment ON movies (state, enriched_at, enrichment_priority)
	WHERE state IN ('identified', 'discovered') AND enriched_at IS NULL;

ALTER TABLE series ADD COLUMN state TEXT NOT NULL DEFAULT 'discovered';
ALTER TABLE series ADD COLUMN has_unpublished_changes INTEGER NOT NULL DEFAULT 0 CHECK (has_unpublished_changes IN (0, 1));
ALTER TABLE series ADD COLUMN last_published_at TEXT;
ALTER TABLE series ADD COLUMN published_nfo_hash TEXT;
ALTER TABLE series ADD COLUMN enriched_at TEXT;
ALTER TABLE series ADD COLUMN enrichment_priority INTEGER NOT NULL DEFAULT 5;
ALTER TABLE series ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN error_message TEXT;
ALTER TABLE series ADD COLUMN folder TEXT;
ALTER TABLE series ADD COLUMN nfo_path TEXT;
ALTER TABLE series ADD COLUMN naming TEXT CHECK (naming IN ('short', 'long'));
CREATE INDEX idx_series_state ON series (state);
CREATE INDEX idx_series_unpublished ON series (has_unpublished_changes) WHERE has_unpublished_changes = 1;
CREATE INDEX idx_series_needs_enrichment ON series (state, enriched_at, enrichment_priority)
	WHERE state IN ('identified', 'discovered') AND enriched_at IS NULL;

ALTER TABLE seasons ADD COLUMN state TEXT NOT NULL DEFAULT 'discovered';
ALTER TABLE seasons ADD COLUMN has_unpublished_changes INTEGER NOT NULL DEFAULT 0 CHECK (has_unpublished_changes IN (0, 1));
ALTER TABLE seasons ADD COLUMN last_published_at TEXT;
ALTER TABLE seasons ADD COLUMN published_nfo_hash TEXT;
ALTER TABLE seasons ADD COLUMN enriched_at TEXT;
ALTER TABLE seasons ADD COLUMN enrichment_priority INTEGER NOT NULL DEFAULT 5;
ALTER TABLE seasons ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seasons ADD COLUMN error_message TEXT;
ALTER TABLE seasons ADD COLUMN folder TEXT;
ALTER TABLE seasons ADD COLUMN nfo_path TEXT;
ALTER TABLE seasons ADD COLUMN naming TEXT CHECK (naming IN ('short', 'long'));
CREATE INDEX idx_seasons_state ON seasons (state);
CREATE INDEX idx_seasons_unpublished ON seasons (has_unpublished_changes) WHERE has_unpublished_changes = 1;
CREATE INDEX idx_seasons_needs_enrichment ON seasons (state, enriched_at, enrichment_priority)
	WHERE state IN ('identified', 'discovered') AND enriched_at IS NULL;

ALTER TABLE episodes ADD COLUMN state TEXT NOT NULL DEFAULT 'discovered';
ALTER TABLE episodes ADD COLUMN has_unpublished_changes INTEGER NOT NULL DEFAULT 0 CHECK (has_unpublished_changes IN (0, 1));
ALTER TABLE episodes ADD COLUMN last_published_at TEXT;
ALTER TABLE episodes ADD COLUMN published_nfo_hash TEXT;
ALTER TABLE episodes ADD COLUMN enriched_at TEXT;
ALTER TABLE episodes ADD COLUMN enrichment_priority INTEGER NOT NULL DEFAULT 5;
ALTER TABLE episodes ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE episodes ADD COLUMN error_message TEXT;
ALTER TABLE episodes ADD COLUMN folder TEXT;
ALTER TABLE episodes ADD COLUMN nfo_path TEXT;
ALTER TABLE episodes ADD COLUMN naming TEXT CHECK (naming IN ('short', 'long'));
CREATE INDEX idx_episodes_state ON episodes (state);
CREATE INDEX idx_episodes_unpublished ON episodes (has_unpublished_changes) WHERE has_unpublished_changes = 1;
CREATE INDEX idx_episodes_needs_enrichment ON episodes (state, enriched_at, enrichment_priority)
	WHERE state IN ('identified', 'discovered') AND enriched_at IS NULL;
CREATE INDEX idx_movies_folder ON movies (library_id, folder);
CREATE INDEX idx_series_folder ON series (library_id, folder);

-- Lists are in the order of the folded title; the programs fold it, rows of before have it as it is until then.
ALTER TABLE movies ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
CREATE INDEX idx_movies_sort ON movies (sort_key, id);
ALTER TABLE series ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
CREATE INDEX idx_series_sort ON series (sort_key, id);
ALTER TABLE seasons ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
CREATE INDEX idx_seasons_sort ON seasons (sort_key, id);
ALTER TABLE episodes ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
CREATE INDEX idx_episodes_sort ON episodes (sort_key, id);
UPDATE movies SET sort_key = title;
UPDATE series SET sort_key = title;
UPDATE seasons SET sort_key = (SELECT title FROM series WHERE series.id = series_id);
UPDATE episodes SET sort_key = (SELECT title FROM series WHERE series.id = series_id);
ALTER TABLE seasons ADD COLUMN directory_path TEXT;
ALTER TABLE seasons ADD COLUMN nfo_hash TEXT;
ALTER TABLE seasons ADD COLUMN nfo_parsed_at TEXT;
ALTER TABLE seasons ADD COLUMN deleted_on TEXT;

ALTER TABLE libraries ADD COLUMN fs_type TEXT;

-- What belongs to an item goes with it, the new tables too; a file of the disk is only nobody's again.
DROP TRIGGER movies_gone;
DROP TRIGGER series_gone;
DROP TRIGGER seasons_gone;
DROP TRIGGER episodes_gone;

CREATE TRIGGER movies_gone AFTER DELETE ON movies BEGIN
	DELETE FROM external_ids WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM extra_fields WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM item_people WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM item_genres WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM item_studios WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM item_tags WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM item_countries WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM ratings WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM video_streams WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM audio_streams WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM subtitle_streams WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM unknown_files WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM asset_candidates WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM field_state WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM nfo_versions WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM published_files WHERE entity_type = 'movie' AND entity_id = OLD.id;
	UPDATE scan_files SET entity_type = NULL, entity_id = NULL
		WHERE entity_type = 'movie' AND entity_id = OLD.id;
END;

CREATE TRIGGER series_gone AFTER DELETE ON series BEGIN
	DELETE FROM external_ids WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM extra_fields WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM item_people WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM item_genres WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM item_studios WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM item_tags WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM item_countries WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM ratings WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM video_streams WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM audio_streams WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM subtitle_streams WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM unknown_files WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM asset_candidates WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM field_state WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM nfo_versions WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM published_files WHERE entity_type = 'series' AND entity_id = OLD.id;
	UPDATE scan_files SET entity_type = NULL, entity_id = NULL
		WHERE entity_type = 'series' AND entity_id = OLD.id;
END;

CREATE TRIGGER seasons_gone AFTER DELETE ON seasons BEGIN
	DELETE FROM external_ids WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM extra_fields WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM item_people WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM item_genres WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM item_studios WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM item_tags WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM item_countries WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM ratings WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM video_streams WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM audio_streams WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM subtitle_streams WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM unknown_files WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM asset_candidates WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM field_state WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM nfo_versions WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM published_files WHERE entity_type = 'season' AND entity_id = OLD.id;
	UPDATE scan_files SET entity_type = NULL, entity_id = NULL
		WHERE entity_type = 'season' AND entity_id = OLD.id;
END;

CREATE TRIGGER episodes_gone AFTER DELETE ON episodes BEGIN
	DELETE FROM external_ids WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM extra_fields WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM item_people WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM item_genres WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM item_studios WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM item_tags WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM item_countries WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM ratings WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM video_streams WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM audio_streams WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM subtitle_streams WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM unknown_files WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM asset_candidates WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM field_state WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM nfo_versions WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM published_files WHERE entity_type = 'episode' AND entity_id = OLD.id;
	UPDATE scan_files SET entity_type = NULL, entity_id = NULL
		WHERE entity_type = 'episode' AND entity_id = OLD.id;
END;

-- reference_count is always what is counted: candidates that hold the content_hash (selected or not: a candidate
-- gives its reference back when it goes or drops its hash), displaced files, versions of NFOs, and journal rows, whose
-- old and new hash count each. A hash without a cache object counts nowhere until the object comes.
-- orphaned_at is set at zero and cleared when the object is taken up again.

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

CREATE TRIGGER displaced_files_ref_insert AFTER INSERT ON displaced_files
	WHEN NEW.hash IS NOT NULL BEGIN
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.hash;
END;
CREATE TRIGGER displaced_files_ref_delete AFTER DELETE ON displaced_files
	WHEN OLD.hash IS NOT NULL BEGIN
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.hash;
END;
CREATE TRIGGER displaced_files_ref_update AFTER UPDATE OF hash ON displaced_files
	WHEN OLD.hash IS NOT NEW.hash BEGIN
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.hash;
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.hash;
END;

CREATE TRIGGER nfo_versions_ref_insert AFTER INSERT ON nfo_versions
	WHEN NEW.hash IS NOT NULL BEGIN
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.hash;
END;
CREATE TRIGGER nfo_versions_ref_delete AFTER DELETE ON nfo_versions
	WHEN OLD.hash IS NOT NULL BEGIN
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.hash;
END;
CREATE TRIGGER nfo_versions_ref_update AFTER UPDATE OF hash ON nfo_versions
	WHEN OLD.hash IS NOT NEW.hash BEGIN
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.hash;
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.hash;
END;

CREATE TRIGGER publish_journal_ref_insert AFTER INSERT ON publish_journal
	WHEN NEW.old_hash IS NOT NULL OR NEW.new_hash IS NOT NULL BEGIN
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.old_hash;
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.new_hash;
END;
CREATE TRIGGER publish_journal_ref_delete AFTER DELETE ON publish_journal
	WHEN OLD.old_hash IS NOT NULL OR OLD.new_hash IS NOT NULL BEGIN
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.old_hash;
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.new_hash;
END;
CREATE TRIGGER publish_journal_ref_update AFTER UPDATE OF old_hash, new_hash ON publish_journal
	WHEN OLD.old_hash IS NOT NEW.old_hash OR OLD.new_hash IS NOT NEW.new_hash BEGIN
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.old_hash;
	UPDATE cache_inventory SET reference_count = reference_count + 1, orphaned_at = NULL
		WHERE content_hash = NEW.new_hash;
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.old_hash;
	UPDATE cache_inventory SET reference_count = reference_count - 1,
		orphaned_at = CASE WHEN reference_count = 1 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') ELSE orphaned_at END
		WHERE content_hash = OLD.new_hash;
END;

CREATE TRIGGER cache_inventory_counted AFTER INSERT ON cache_inventory BEGIN
	UPDATE cache_inventory SET reference_count = (SELECT COUNT(*) FROM asset_candidates WHERE content_hash = NEW.content_hash)
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
	UPDATE cache_inventory SET reference_count = (SELECT COUNT(*) FROM asset_candidates WHERE content_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM displaced_files WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM nfo_versions WHERE hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE old_hash = NEW.content_hash)
		+ (SELECT COUNT(*) FROM publish_journal WHERE new_hash = NEW.content_hash)
		WHERE id = NEW.id;
	UPDATE cache_inventory SET orphaned_at = CASE WHEN reference_count > 0 THEN NULL
			ELSE COALESCE(orphaned_at, strftime('%Y-%m-%d %H:%M:%f', 'now')) END
		WHERE id = NEW.id;
END;

-- What was there before counts as published.
UPDATE movies SET state = 'published', has_unpublished_changes = 0,
	last_published_at = strftime('%Y-%m-%d %H:%M:%f', 'now');

-- A candidate has the id of its image; provider_metadata keeps what the way back needs.
INSERT INTO asset_candidates (id, entity_type, entity_id, asset_type, provider, provider_url, provider_metadata,
		cache_path, content_hash, is_selected, selected_by, selected_at, created_at)
	SELECT i.id, i.entity_type, i.entity_id, i.image_type, 'local', i.provider_url,
		json_object('image', json_object('content_hash', i.content_hash, 'file_size', i.file_size,
			'created_at', i.created_at, 'updated_at', i.updated_at)),
		i.cache_path, 'legacy_' || CAST(i.id AS TEXT), 1, 'migration', t.at, COALESCE(i.created_at, t.at)
	FROM images i CROSS JOIN (SELECT strftime('%Y-%m-%d %H:%M:%f', 'now') AS at) t;
DROP TABLE images;

INSERT INTO library_automation_config (library_id) SELECT id FROM libraries;
INSERT INTO asset_selection_config (library_id, asset_type, max_count)
	SELECT l.id, k.asset_type, k.max_count FROM libraries l CROSS JOIN (
		SELECT 'poster' AS asset_type, 1 AS max_count UNION ALL SELECT 'fanart', 3
		UNION ALL SELECT 'banner', 1 UNION ALL SELECT 'clearlogo', 1 UNION ALL SELECT 'clearart', 1
		UNION ALL SELECT 'discart', 1 UNION ALL SELECT 'landscape', 1 UNION ALL SELECT 'keyart', 1
		UNION ALL SELECT 'characterart', 1 UNION ALL SELECT 'thumb', 1) k
	ORDER BY l.id, k.asset_type;
