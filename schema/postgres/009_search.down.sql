-- Back from 009. lib/db/migrate.c lists what is dropped first.

DROP TRIGGER movies_unsearched ON movies;
DROP TRIGGER series_unsearched ON series;
DROP TRIGGER seasons_unsearched ON seasons;
DROP TRIGGER episodes_unsearched ON episodes;
DROP TRIGGER sets_unsearched ON sets;
DROP FUNCTION item_unsearched();
DROP TABLE search_words;
