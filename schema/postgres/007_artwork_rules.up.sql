-- 007: how artwork is chosen, beyond scores; small versions of pictures that are judged before they are fetched.

-- text 'none': pictures without text come first. language_rank 0: languages count by their points alone.
-- replace_local 1: pictures of the library are candidates like any others.
ALTER TABLE asset_selection_config ADD COLUMN text TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (text IN ('', 'none'));
ALTER TABLE asset_selection_config ADD COLUMN language_rank BIGINT NOT NULL DEFAULT 1
	CHECK (language_rank IN (0, 1));
ALTER TABLE asset_selection_config ADD COLUMN replace_local BIGINT NOT NULL DEFAULT 0
	CHECK (replace_local IN (0, 1));

-- phash_done 1 without a hash: a flat picture. It may be the hash of the small version.
ALTER TABLE asset_candidates ADD COLUMN preview_url TEXT COLLATE "C";
ALTER TABLE asset_candidates ADD COLUMN phash_done BIGINT NOT NULL DEFAULT 0 CHECK (phash_done IN (0, 1));
UPDATE asset_candidates SET phash_done = 1 WHERE content_hash IN (
	SELECT content_hash FROM cache_inventory WHERE phash_done = 1);
