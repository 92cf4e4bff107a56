-- 009: the words of titles, folded for search; lib/db/words.c fills the table when this has run.

CREATE TABLE search_words (
	entity_type TEXT NOT NULL,
	word TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	PRIMARY KEY (entity_type, word, entity_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_search_words_entity ON search_words (entity_type, entity_id);

CREATE TRIGGER movies_unsearched AFTER DELETE ON movies BEGIN
	DELETE FROM search_words WHERE entity_type = 'movie' AND entity_id = OLD.id;
END;
CREATE TRIGGER series_unsearched AFTER DELETE ON series BEGIN
	DELETE FROM search_words WHERE entity_type = 'series' AND entity_id = OLD.id;
END;
CREATE TRIGGER seasons_unsearched AFTER DELETE ON seasons BEGIN
	DELETE FROM search_words WHERE entity_type = 'season' AND entity_id = OLD.id;
END;
CREATE TRIGGER episodes_unsearched AFTER DELETE ON episodes BEGIN
	DELETE FROM search_words WHERE entity_type = 'episode' AND entity_id = OLD.id;
END;
CREATE TRIGGER sets_unsearched AFTER DELETE ON sets BEGIN
	DELETE FROM search_words WHERE entity_type = 'set' AND entity_id = OLD.id;
END;
