-- Back from 006. lib/db/migrate.c lists what is dropped first.

DROP TRIGGER movies_unasked;
DROP TRIGGER series_unasked;
DROP TRIGGER seasons_unasked;
DROP TRIGGER episodes_unasked;
DROP TRIGGER sets_unasked;
DROP INDEX idx_asset_candidates_remote;
ALTER TABLE series DROP COLUMN country;
ALTER TABLE series DROP COLUMN language;
ALTER TABLE series DROP COLUMN numbering;
DROP TABLE provider_sync;
DROP TABLE provider_items;
DROP TABLE matches;
DROP TABLE provider_rates;
DROP TABLE provider_cache;
