-- 005: what it takes to bring pictures and conflicts back.

-- Which pictures were chosen with this version, and which kinds were locked, as JSON; NULL: not known.
ALTER TABLE nfo_versions ADD COLUMN artwork TEXT COLLATE "C";

-- As in field_state: what the file said while the field was in conflict.
ALTER TABLE edits ADD COLUMN old_disk TEXT COLLATE "C";
ALTER TABLE edits ADD COLUMN new_disk TEXT COLLATE "C";
