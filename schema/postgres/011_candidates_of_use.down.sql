-- Back from 011.

CREATE TABLE provider_sync (
	provider TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	since TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (provider, kind)
);
DROP INDEX idx_asset_candidates_content_hash;
DROP INDEX idx_asset_candidates_selected;
CREATE INDEX idx_asset_candidates_content_hash ON asset_candidates (content_hash);
CREATE INDEX idx_asset_candidates_selected ON asset_candidates (is_selected);
