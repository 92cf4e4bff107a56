-- 001: what a library had before the revised architecture.
--
-- Numbers and booleans (0/1) are INTEGER, fractions REAL, text TEXT, in STRICT tables. Instants are TEXT,
-- YYYY-MM-DD HH:MM:SS.mmm in UTC, and always bound: no column has a default of now. created_at is NOT NULL where a
-- row has a life of its own; rows that belong to an item are replaced whole and may leave it NULL.

CREATE TABLE libraries (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	type TEXT NOT NULL CHECK (type IN ('movies', 'tvshows')),
	path TEXT NOT NULL UNIQUE,
	enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
	auto_scan_interval INTEGER, -- minutes; NULL: never
	last_scanned_at TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;

CREATE TABLE sets (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	overview TEXT,
	tmdb_collection_id INTEGER,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;

CREATE TABLE movies (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
	title TEXT NOT NULL,
	original_title TEXT,
	sort_title TEXT,
	year INTEGER,
	tmdb_id INTEGER,
	imdb_id TEXT,
	plot TEXT,
	outline TEXT,
	tagline TEXT,
	mpaa TEXT,
	premiered TEXT, -- YYYY-MM-DD
	user_rating INTEGER CHECK (user_rating BETWEEN 0 AND 10),
	set_id INTEGER REFERENCES sets (id) ON DELETE SET NULL,
	trailer_url TEXT,
	runtime INTEGER, -- minutes
	version_label TEXT,
	file_path TEXT NOT NULL UNIQUE,
	nfo_hash TEXT,
	nfo_parsed_at TEXT,
	deleted_on TEXT, -- when it may go for good
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_movies_library ON movies (library_id);
CREATE INDEX idx_movies_set ON movies (set_id);
CREATE INDEX idx_movies_tmdb ON movies (tmdb_id);
CREATE INDEX idx_movies_deleted ON movies (deleted_on) WHERE deleted_on IS NOT NULL;

CREATE TABLE series (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	library_id INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
	title TEXT NOT NULL,
	original_title TEXT,
	sort_title TEXT,
	year INTEGER,
	tmdb_id INTEGER,
	tvdb_id INTEGER,
	imdb_id TEXT,
	plot TEXT,
	outline TEXT,
	mpaa TEXT,
	series_status TEXT,
	premiered TEXT,
	runtime INTEGER,
	user_rating INTEGER CHECK (user_rating BETWEEN 0 AND 10),
	directory_path TEXT NOT NULL UNIQUE,
	nfo_hash TEXT,
	nfo_parsed_at TEXT,
	deleted_on TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_series_library ON series (library_id);
CREATE INDEX idx_series_tvdb ON series (tvdb_id);
CREATE INDEX idx_series_tmdb ON series (tmdb_id);
CREATE INDEX idx_series_deleted ON series (deleted_on) WHERE deleted_on IS NOT NULL;

CREATE TABLE seasons (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
	season_number INTEGER NOT NULL, -- 0: specials
	title TEXT,
	plot TEXT,
	air_date TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT,
	UNIQUE (series_id, season_number)
) STRICT;

CREATE TABLE episodes (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
	season_number INTEGER NOT NULL,
	episode_number INTEGER NOT NULL,
	display_season INTEGER,
	display_episode INTEGER,
	title TEXT NOT NULL,
	plot TEXT,
	outline TEXT,
	aired TEXT,
	runtime INTEGER,
	user_rating INTEGER CHECK (user_rating BETWEEN 0 AND 10),
	file_path TEXT NOT NULL, -- several episodes may share one file
	nfo_hash TEXT,
	nfo_parsed_at TEXT,
	deleted_on TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT,
	UNIQUE (series_id, season_number, episode_number, file_path)
) STRICT;
CREATE INDEX idx_episodes_file ON episodes (file_path);
CREATE INDEX idx_episodes_deleted ON episodes (deleted_on) WHERE deleted_on IS NOT NULL;

-- What belongs to an item by (entity_type, entity_id) goes with it: the triggers at the end.
-- entity_type is movie, series, season or episode.
CREATE TABLE external_ids (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	type TEXT NOT NULL, -- tmdb, imdb, tvdb, any other; lower case
	value TEXT NOT NULL,
	is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_external_ids_entity ON external_ids (entity_type, entity_id);
CREATE INDEX idx_external_ids_value ON external_ids (type, value);

CREATE TABLE extra_fields (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_extra_fields_entity ON extra_fields (entity_type, entity_id, name);

CREATE TABLE people (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	tmdb_id INTEGER,
	thumb_url TEXT,
	created_at TEXT,
	updated_at TEXT
) STRICT;

CREATE TABLE genres (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	created_at TEXT,
	updated_at TEXT
) STRICT;

CREATE TABLE studios (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	created_at TEXT,
	updated_at TEXT
) STRICT;

CREATE TABLE tags (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	created_at TEXT,
	updated_at TEXT
) STRICT;

CREATE TABLE countries (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	created_at TEXT,
	updated_at TEXT
) STRICT;

-- role, credit_order, thumb_url and tmdb_id are as the item itself has them: its NFO is made from them.
CREATE TABLE item_people (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind = 'actor' OR kind = 'director' OR kind = 'writer'),
	position INTEGER NOT NULL, -- in the list
	person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
	role TEXT,
	credit_order INTEGER, -- NULL: not given
	thumb_url TEXT,
	tmdb_id TEXT,
	PRIMARY KEY (entity_type, entity_id, kind, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_item_people_person ON item_people (person_id);

CREATE TABLE item_genres (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	genre_id INTEGER NOT NULL REFERENCES genres (id) ON DELETE CASCADE,
	position INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (entity_type, entity_id, genre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_item_genres_genre ON item_genres (genre_id);

CREATE TABLE item_studios (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	studio_id INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
	position INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (entity_type, entity_id, studio_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_item_studios_studio ON item_studios (studio_id);

CREATE TABLE item_tags (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
	position INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (entity_type, entity_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_item_tags_tag ON item_tags (tag_id);

CREATE TABLE item_countries (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	country_id INTEGER NOT NULL REFERENCES countries (id) ON DELETE CASCADE,
	position INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (entity_type, entity_id, country_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_item_countries_country ON item_countries (country_id);

CREATE TABLE ratings (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	source TEXT NOT NULL, -- tmdb, imdb, rottenTomatoes, metacritic, …
	value REAL NOT NULL,
	max INTEGER NOT NULL DEFAULT 10,
	votes INTEGER,
	is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_ratings_entity ON ratings (entity_type, entity_id);

CREATE TABLE video_streams (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	stream_index INTEGER NOT NULL DEFAULT 0,
	codec TEXT,
	width INTEGER,
	height INTEGER,
	aspect REAL,
	duration_seconds REAL,
	bitrate INTEGER, -- bits a second
	framerate REAL,
	hdr_type TEXT,
	color_space TEXT,
	stereo_mode TEXT,
	language TEXT,
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_video_streams_entity ON video_streams (entity_type, entity_id, stream_index);

CREATE TABLE audio_streams (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	stream_index INTEGER NOT NULL DEFAULT 0,
	codec TEXT,
	language TEXT,
	channels INTEGER,
	channel_layout TEXT,
	title TEXT,
	is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
	is_forced INTEGER NOT NULL DEFAULT 0 CHECK (is_forced IN (0, 1)),
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_audio_streams_entity ON audio_streams (entity_type, entity_id, stream_index);

CREATE TABLE subtitle_streams (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	stream_index INTEGER NOT NULL DEFAULT 0,
	language TEXT,
	codec TEXT,
	is_external INTEGER NOT NULL DEFAULT 0 CHECK (is_external IN (0, 1)),
	file_path TEXT,
	is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
	is_forced INTEGER NOT NULL DEFAULT 0 CHECK (is_forced IN (0, 1)),
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_subtitle_streams_entity ON subtitle_streams (entity_type, entity_id, stream_index);

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

CREATE TABLE unknown_files (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	file_path TEXT NOT NULL UNIQUE,
	size INTEGER,
	mime_type TEXT,
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_unknown_files_entity ON unknown_files (entity_type, entity_id);

-- Players. One group is one shared library (MySQL/MariaDB under Kodi): one member of it is told of a change.
-- Passwords are in a file of mode 0600, never here.
CREATE TABLE player_groups (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;

CREATE TABLE media_players (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	type TEXT NOT NULL CHECK (type IN ('kodi', 'jellyfin')),
	url TEXT NOT NULL,
	username TEXT,
	enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
	group_id INTEGER REFERENCES player_groups (id) ON DELETE SET NULL,
	last_seen_at TEXT,
	error_message TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_media_players_group ON media_players (group_id);

CREATE TABLE player_path_maps (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	player_id INTEGER NOT NULL REFERENCES media_players (id) ON DELETE CASCADE,
	remote_prefix TEXT NOT NULL, -- as the player spells it
	local_prefix TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT,
	UNIQUE (player_id, local_prefix)
) STRICT;

CREATE TABLE manager_path_maps (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	instance_name TEXT NOT NULL, -- of the sender: Radarr, Sonarr, or what it is called there
	remote_prefix TEXT NOT NULL,
	local_prefix TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT,
	UNIQUE (instance_name, remote_prefix)
) STRICT;

CREATE TABLE activity_log (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	timestamp TEXT NOT NULL,
	event_type TEXT NOT NULL,
	severity TEXT NOT NULL,
	entity_type TEXT, -- stays when the item goes: this is history
	entity_id INTEGER,
	description TEXT NOT NULL,
	metadata TEXT, -- JSON
	created_at TEXT,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_activity_log_timestamp ON activity_log (timestamp);
CREATE INDEX idx_activity_log_entity ON activity_log (entity_type, entity_id);

CREATE TABLE users (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	password_hash TEXT NOT NULL, -- yescrypt
	enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
	last_login_at TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;

CREATE TABLE sessions (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	token_hash TEXT NOT NULL UNIQUE,
	expires_at TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_sessions_user ON sessions (user_id);

CREATE TABLE api_keys (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	token_hash TEXT NOT NULL UNIQUE,
	expires_at TEXT, -- NULL: never
	last_used_at TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;
CREATE INDEX idx_api_keys_user ON api_keys (user_id);

CREATE TABLE completeness_config (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	media_type TEXT NOT NULL UNIQUE,
	required_fields TEXT NOT NULL DEFAULT '[]', -- JSON list
	required_posters INTEGER NOT NULL DEFAULT 0,
	required_fanart INTEGER NOT NULL DEFAULT 0,
	required_landscape INTEGER NOT NULL DEFAULT 0,
	required_keyart INTEGER NOT NULL DEFAULT 0,
	required_banners INTEGER NOT NULL DEFAULT 0,
	required_clearart INTEGER NOT NULL DEFAULT 0,
	required_clearlogos INTEGER NOT NULL DEFAULT 0,
	required_discart INTEGER NOT NULL DEFAULT 0,
	required_characterart INTEGER NOT NULL DEFAULT 0,
	required_thumbs INTEGER NOT NULL DEFAULT 0,
	created_at TEXT NOT NULL,
	updated_at TEXT
) STRICT;

-- What belongs to an item goes with it, also when a cascade takes the item.
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
