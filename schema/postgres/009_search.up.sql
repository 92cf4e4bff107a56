-- 009: the words of titles, folded for search; lib/db/words.c fills the table when this has run.

CREATE TABLE search_words (
	entity_type TEXT COLLATE "C" NOT NULL,
	word TEXT COLLATE "C" NOT NULL,
	entity_id BIGINT NOT NULL,
	PRIMARY KEY (entity_type, word, entity_id)
);
CREATE INDEX idx_search_words_entity ON search_words (entity_type, entity_id);

CREATE FUNCTION item_unsearched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM search_words WHERE entity_type = TG_ARGV[0] AND entity_id = OLD.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER movies_unsearched AFTER DELETE ON movies FOR EACH ROW EXECUTE FUNCTION item_unsearched('movie');
CREATE TRIGGER series_unsearched AFTER DELETE ON series FOR EACH ROW EXECUTE FUNCTION item_unsearched('series');
CREATE TRIGGER seasons_unsearched AFTER DELETE ON seasons FOR EACH ROW EXECUTE FUNCTION item_unsearched('season');
CREATE TRIGGER episodes_unsearched AFTER DELETE ON episodes FOR EACH ROW EXECUTE FUNCTION item_unsearched('episode');
CREATE TRIGGER sets_unsearched AFTER DELETE ON sets FOR EACH ROW EXECUTE FUNCTION item_unsearched('set');
