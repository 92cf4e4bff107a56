-- 006: what providers answered, what an item may be, and when who was asked about it.

-- Answers of providers, by their URL without any key. A body is deflated (zlib). It is a cache: no dump has it.
CREATE TABLE provider_cache (
	url TEXT COLLATE "C" PRIMARY KEY NOT NULL,
	provider TEXT COLLATE "C" NOT NULL,
	status BIGINT NOT NULL, -- of HTTP: 200, 404
	etag TEXT COLLATE "C",
	body BYTEA, -- NULL: none is kept
	body_size BIGINT NOT NULL DEFAULT 0, -- bytes, inflated
	fetched_at TEXT COLLATE "C" NOT NULL,
	fresh_until TEXT COLLATE "C" -- NULL: to be asked about each time
);
CREATE INDEX idx_provider_cache_fetched ON provider_cache (fetched_at);

-- When the next request to a provider may go, in microseconds since 1970: a row for each of its counters. It is worth
-- nothing a second later. SQLite has this table in a file of its own, "<database>-rate", and leaves this one empty.
CREATE UNLOGGED TABLE provider_rates (
	provider TEXT COLLATE "C" NOT NULL,
	counter TEXT COLLATE "C" NOT NULL CHECK (counter = 'shared' OR counter = 'kept'),
	next_us BIGINT NOT NULL,
	PRIMARY KEY (provider, counter)
);

-- What an item may be, the best first.
CREATE TABLE matches (
	entity_type TEXT COLLATE "C" NOT NULL,
	entity_id BIGINT NOT NULL,
	rank BIGINT NOT NULL, -- from 1
	provider TEXT COLLATE "C" NOT NULL,
	provider_id TEXT COLLATE "C" NOT NULL,
	title TEXT COLLATE "C" NOT NULL,
	original_title TEXT COLLATE "C",
	year BIGINT,
	score DOUBLE PRECISION NOT NULL,
	url TEXT COLLATE "C", -- of a page for people
	PRIMARY KEY (entity_type, entity_id, rank)
);

-- What was last asked of a provider about an item, and what came of it.
CREATE TABLE provider_items (
	entity_type TEXT COLLATE "C" NOT NULL,
	entity_id BIGINT NOT NULL,
	provider TEXT COLLATE "C" NOT NULL,
	provider_id TEXT COLLATE "C",
	fetched_at TEXT COLLATE "C", -- the last good answer
	failed_at TEXT COLLATE "C", -- NULL: the last one was good
	message TEXT COLLATE "C",
	attempts BIGINT NOT NULL DEFAULT 0, -- since the last good answer
	PRIMARY KEY (entity_type, entity_id, provider)
);
CREATE INDEX idx_provider_items_id ON provider_items (provider, provider_id);

-- How far a provider's list of changes was read.
CREATE TABLE provider_sync (
	provider TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL, -- movie, series, episode
	since TEXT COLLATE "C" NOT NULL, -- an instant
	PRIMARY KEY (provider, kind)
);

-- By whose numbers the episodes are counted, and in what languages and for which country; NULL: as the library says.
ALTER TABLE series ADD COLUMN numbering TEXT COLLATE "C" CHECK (numbering IN ('tvdb', 'tmdb', 'dvd', 'absolute'));
ALTER TABLE series ADD COLUMN language TEXT COLLATE "C";
ALTER TABLE series ADD COLUMN country TEXT COLLATE "C";

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
CREATE FUNCTION item_unasked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM matches WHERE entity_type = TG_ARGV[0] AND entity_id = OLD.id;
	DELETE FROM provider_items WHERE entity_type = TG_ARGV[0] AND entity_id = OLD.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER movies_unasked AFTER DELETE ON movies FOR EACH ROW EXECUTE FUNCTION item_unasked('movie');
CREATE TRIGGER series_unasked AFTER DELETE ON series FOR EACH ROW EXECUTE FUNCTION item_unasked('series');
CREATE TRIGGER seasons_unasked AFTER DELETE ON seasons FOR EACH ROW EXECUTE FUNCTION item_unasked('season');
CREATE TRIGGER episodes_unasked AFTER DELETE ON episodes FOR EACH ROW EXECUTE FUNCTION item_unasked('episode');
CREATE TRIGGER sets_unasked AFTER DELETE ON sets FOR EACH ROW EXECUTE FUNCTION item_unasked('set');
