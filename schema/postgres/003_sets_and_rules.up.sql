-- 003: sets have pictures of their own; completeness rules are errors or warnings.

ALTER TABLE completeness_config ADD COLUMN severity TEXT COLLATE "C" NOT NULL DEFAULT 'warning'
	CHECK (severity IN ('error', 'warning'));

-- A set's candidates go with it; a file of the disk is only nobody's again.
CREATE FUNCTION set_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM asset_candidates WHERE entity_type = 'set' AND entity_id = OLD.id;
	UPDATE scan_files SET entity_type = NULL, entity_id = NULL
		WHERE entity_type = 'set' AND entity_id = OLD.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER sets_gone AFTER DELETE ON sets FOR EACH ROW EXECUTE FUNCTION set_gone();
