-- Back from 007. lib/db/migrate.c lists what is dropped first.

ALTER TABLE asset_candidates DROP COLUMN phash_done;
ALTER TABLE asset_candidates DROP COLUMN preview_url;
ALTER TABLE asset_selection_config DROP COLUMN replace_local;
ALTER TABLE asset_selection_config DROP COLUMN language_rank;
ALTER TABLE asset_selection_config DROP COLUMN text;
