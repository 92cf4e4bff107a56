-- 006: what providers answered, what an item may be, and when who was asked about it.

-- Answers of providers, by their URL without any key. A body is deflated (zlib). It is a cache: no dump has it.
CREATE TABLE provider_cache (
	url TEXT PRIMARY KEY NOT NULL,
	provider TEXT NOT NULL,
	status INTEGER NOT NULL, -- of HTTP: 200, 404
	etag TEXT,
	body BLOB, -- NULL: none is kept
	body_size INTEGER NOT NULL DEFAULT 0, -- bytes, inflated
	fetched_at TEXT NOT NULL,
	fresh_until TEXT -- NULL: to be asked about each time
) STRICT;
CREATE INDEX idx_provider_cache_fetched ON provider_cache (fetched_at);

-- When the next request to a provider may go, in microseconds since 1970: a row for each of its counters. It is worth
-- nothing a second later. SQLite has this table in a file of its own, "<database>-rate", and leaves this one empty.
CREATE TABLE provider_rates (
	provider TEXT NOT NULL,
	counter TEXT NOT NULL CHECK (counter = 'shared' OR counter = 'kept'),
	next_us INTEGER NOT NULL,
	PRIMARY KEY (provider, counter)
) STRICT, WITHOUT ROWID;

-- What an item may be, the best first.
CREATE TABLE matches (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	rank INTEGER NOT NULL, -- from 1
	provider TEXT NOT NULL,
	provider_id TEXT NOT NULL,
	title TEXT NOT NULL,
	original_title TEXT,
	year INTEGER,
	score REAL NOT NULL,
	url TEXT, -- of a page for people
	PRIMARY KEY (entity_type, entity_id, rank)
) STRICT, WITHOUT ROWID;

-- What was last asked of a provider about an item, and what came of it.
CREATE TABLE provider_items (
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	provider TEXT NOT NULL,
	provider_id TEXT,
	fetched_at TEXT, -- the last good answer
	failed_at TEXT, -- NULL: the last one was good
	message TEXT,
	attempts INTEGER NOT NULL DEFAULT 0, -- since the last good answer
	PRIMARY KEY (entity_type, entity_id, provider)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_provider_items_id ON provider_items (provider, provider_id);

-- How far a provider's list of changes was read.
CREATE TABLE provider_sync (
	provider TEXT NOT NULL,
	kind TEXT NOT NULL, -- movie, series, episode
	since TEXT NOT NULL, -- an instant
	PRIMARY KEY (provider, kind)
) STRICT, WITHOUT ROWID;

-- By whose numbers the episodes are counted, and in what languages and for which country; NULL: as the library says.
ALTER TABLE series ADD COLUMN numbering TEXT CHECK (numbering IN ('tvdb', 'tmdb', 'dvd', 'absolute'));
ALTER TABLE series ADD COLUMN language TEXT;
ALTER TABLE series ADD COLUMN country TEXT;

-- A provider's picture is one candidate of an item's kind, however often it is found; of two that are there the one
-- that is selected stays, else the first.
DELETE FROM asset_candidates WHERE provider <> 'local' AND provider_url IS NOT NULL AND EXISTS (
	SELECT 1 FROM asset_candidates AS o WHERE o.entity_type = asset_candidates.entity_type
		AND o.entity_id = asset_candidates.entity_id AND o.asset_type = asset_candidates.asset_type
		AND o.provider = asset_candidates.provider AND o.provider_url = asset_candidates.provider_url
		AND (o.is_selected > asset_candidates.is_selected
			OR (o.is_selected = asset_candidates.is_selected AND o.id < asset_candidates.id)));
CREATE UNIQUE INDEX idx_asset_candidates_remote
	ON asset_candidates (entity_type, entity_id, asset_type, provider, provider_url)
	WHERE provider <> 'local' AND provider_url IS NOT NULL;

-- What was found out about an item goes with it.
CREATE TRIGGER movies_unasked AFTER DELETE ON movies BEGIN
	DELETE FROM matches WHERE entity_type = 'movie' AND entity_id = OLD.id;
	DELETE FROM provider_items WHERE entity_type = 'movie' AND entity_id = OLD.id;
END;
CREATE TRIGGER series_unasked AFTER DELETE ON series BEGIN
	DELETE FROM matches WHERE entity_type = 'series' AND entity_id = OLD.id;
	DELETE FROM provider_items WHERE entity_type = 'series' AND entity_id = OLD.id;
END;
CREATE TRIGGER seasons_unasked AFTER DELETE ON seasons BEGIN
	DELETE FROM matches WHERE entity_type = 'season' AND entity_id = OLD.id;
	DELETE FROM provider_items WHERE entity_type = 'season' AND entity_id = OLD.id;
END;
CREATE TRIGGER episodes_unasked AFTER DELETE ON episodes BEGIN
	DELETE FROM matches WHERE entity_type = 'episode' AND entity_id = OLD.id;
	DELETE FROM provider_items WHERE entity_type = 'episode' AND entity_id = OLD.id;
END;
CREATE TRIGGER sets_unasked AFTER DELETE ON sets BEGIN
	DELETE FROM matches WHERE entity_type = 'set' AND entity_id = OLD.id;
	DELETE FROM provider_items WHERE entity_type = 'set' AND entity_id = OLD.id;
END;
