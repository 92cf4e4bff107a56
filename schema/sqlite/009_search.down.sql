-- Back from 009. lib/db/migrate.c lists what is dropped first.

DROP TRIGGER movies_unsearched;
DROP TRIGGER series_unsearched;
DROP TRIGGER seasons_unsearched;
DROP TRIGGER episodes_unsearched;
DROP TRIGGER sets_unsearched;
DROP TABLE search_words;
