-- Back from 011.

CREATE TABLE provider_sync (
	provider TEXT NOT NULL,
	kind TEXT NOT NULL,
	since TEXT NOT NULL,
	PRIMARY KEY (provider, kind)
) STRICT, WITHOUT ROWID;
DROP INDEX idx_asset_candidates_content_hash;
DROP INDEX idx_asset_candidates_selected;
CREATE INDEX idx_asset_candidates_content_hash ON asset_candidates (content_hash);
CREATE INDEX idx_asset_candidates_selected ON asset_candidates (is_selected);
