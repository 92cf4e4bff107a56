-- Back from 002. The images that the way up took over come back as they were; the rest of the new tables goes.
-- lib/db/migrate.c lists it first.

DROP TRIGGER movies_gone;
DROP TRIGGER series_gone;
DROP TRIGGER seasons_gone;
DROP TRIGGER episodes_gone;

CREATE TABLE images (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	image_type TEXT NOT NULL,
	cache_path TEXT NOT NULL,
	content_hash TEXT,
	file_size INTEGER,
	provider_url TEXT,
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_images_entity ON images (entity_type, entity_id);

INSERT INTO images (id, entity_type, entity_id, image_type, cache_path, content_hash, file_size, provider_url,
		created_at, updated_at)
	SELECT id, entity_type, entity_id, asset_type, cache_path, json_extract(provider_metadata, '$.image.content_hash'),
		json_extract(provider_metadata, '$.image.file_size'), provider_url,
		json_extract(provider_metadata, '$.image.created_at'), json_extract(provider_metadata, '$.image.updated_at')
	FROM asset_candidates
	WHERE provider = 'local' AND substr(provider_metadata, 1, 10) = '{"image":{';

DROP TABLE scan_files;
DROP TABLE scan_folders;
DROP TABLE displaced_files;
DROP TABLE published_files;
DROP TABLE publish_journal;
DROP TABLE nfo_versions;
DROP TABLE nfo_texts;
DROP TABLE field_state;
DROP TABLE job_queue;
DROP TABLE rejected_assets;
DROP TABLE library_settings;
DROP TABLE library_automation_config;
DROP TABLE asset_selection_config;
DROP TABLE publish_log;
DROP TABLE cache_inventory;
DROP TABLE asset_candidates;

DROP INDEX idx_movies_folder;
DROP INDEX idx_series_folder;
DROP INDEX idx_movies_state;
DROP INDEX idx_movies_unpublished;
DROP INDEX idx_movies_needs_enrichment;
DROP INDEX idx_series_state;
DROP INDEX idx_series_unpublished;
DROP INDEX idx_series_needs_enrichment;
DROP INDEX idx_seasons_state;
DROP INDEX idx_seasons_unpublished;
DROP INDEX idx_seasons_needs_enrichment;
DROP INDEX idx_episodes_state;
DROP INDEX idx_episodes_unpublished;
DROP INDEX idx_episodes_needs_enrichment;
DROP INDEX idx_movies_sort;
DROP INDEX idx_series_sort;
DROP INDEX idx_seasons_sort;
DROP INDEX idx_episodes_sort;
ALTER TABLE movies DROP COLUMN naming;
ALTER TABLE movies DROP COLUMN nfo_path;
ALTER TABLE movies DROP COLUMN folder;
ALTER TABLE movies DROP COLUMN error_message;
ALTER TABLE movies DROP COLUMN revision;
ALTER TABLE movies DROP COLUMN enrichment_priority;
ALTER TABLE movies DROP COLUMN enriched_at;
ALTER TABLE movies DROP COLUMN published_nfo_hash;
ALTER TABLE movies DROP COLUMN last_published_at;
ALTER TABLE movies DROP COLUMN has_unpublished_changes;
ALTER TABLE movies DROP COLUMN state;
ALTER TABLE movies DROP COLUMN sort_key;
ALTER TABLE series DROP COLUMN naming;
ALTER TABLE series DROP COLUMN nfo_path;
ALTER TABLE series DROP COLUMN folder;
ALTER TABLE series DROP COLUMN error_message;
ALTER TABLE series DROP COLUMN revision;
ALTER TABLE series DROP COLUMN enrichment_priority;
ALTER TABLE series DROP COLUMN enriched_at;
ALTER TABLE series DROP COLUMN published_nfo_hash;
ALTER TABLE series DROP COLUMN last_published_at;
ALTER TABLE series DROP COLUMN has_unpublished_changes;
ALTER TABLE series DROP COLUMN state;
ALTER TABLE series DROP COLUMN sort_key;
ALTER TABLE seasons DROP COLUMN naming;
ALTER TABLE seasons DROP COLUMN nfo_path;
ALTER TABLE seasons DROP COLUMN folder;
ALTER TABLE seasons DROP COLUMN error_message;
ALTER TABLE seasons DROP COLUMN revision;
ALTER TABLE seasons DROP COLUMN enrichment_priority;
ALTER TABLE seasons DROP COLUMN enriched_at;
ALTER TABLE seasons DROP COLUMN published_nfo_hash;
ALTER TABLE seasons DROP COLUMN last_published_at;
ALTER TABLE seasons DROP COLUMN has_unpublished_changes;
ALTER TABLE seasons DROP COLUMN state;
ALTER TABLE seasons DROP COLUMN sort_key;
ALTER TABLE seasons DROP COLUMN deleted_on;
ALTER TABLE seasons DROP COLUMN nfo_parsed_at;
ALTER TABLE seasons DROP COLUMN nfo_hash;
ALTER TABLE seasons DROP COLUMN directory_path;
ALTER TABLE episodes DROP COLUMN naming;
ALTER TABLE episodes DROP COLUMN nfo_path;
ALTER TABLE episodes DROP COLUMN folder;
ALTER TABLE episodes DROP COLUMN error_message;
ALTER TABLE episodes DROP COLUMN revision;
ALTER TABLE episodes DROP COLUMN enrichment_priority;
ALTER TABLE episodes DROP COLUMN enriched_at;
ALTER TABLE episodes DROP COLUMN published_nfo_hash;
ALTER TABLE episodes DROP COLUMN last_published_at;
ALTER TABLE episodes DROP COLUMN has_unpublished_changes;
ALTER TABLE episodes DROP COLUMN state;
ALTER TABLE episodes DROP COLUMN sort_key;
ALTER TABLE libraries DROP COLUMN fs_type;

-- The triggers of 001 again.
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
	DELETE FROM images WHERE entity_type = 'movie' AND entity_id = OLD.id;
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
	DELETE FROM images WHERE entity_type = 'series' AND entity_id = OLD.id;
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
	DELETE FROM images WHERE entity_type = 'season' AND entity_id = OLD.id;
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
	DELETE FROM images WHERE entity_type = 'episode' AND entity_id = OLD.id;
END;
