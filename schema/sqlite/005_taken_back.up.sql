-- 005: what it takes to bring pictures and conflicts back.

-- Which pictures were chosen with this version, and which kinds were locked, as JSON; NULL: not known.
ALTER TABLE nfo_versions ADD COLUMN artwork TEXT;

-- As in field_state: what the file said while the field was in conflict.
ALTER TABLE edits ADD COLUMN old_disk TEXT;
ALTER TABLE edits ADD COLUMN new_disk TEXT;
