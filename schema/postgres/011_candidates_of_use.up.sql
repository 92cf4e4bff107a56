-- 011: most candidates are neither chosen nor in the cache, and so in no index of those. How far a list of changes was
-- read is not kept: it is asked for from the oldest answer on that is due.

DROP INDEX idx_asset_candidates_selected;
DROP INDEX idx_asset_candidates_content_hash;
CREATE INDEX idx_asset_candidates_selected ON asset_candidates (is_selected) WHERE is_selected = 1;
CREATE INDEX idx_asset_candidates_content_hash ON asset_candidates (content_hash) WHERE content_hash IS NOT NULL;
DROP TABLE provider_sync;
