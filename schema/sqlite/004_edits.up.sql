-- 004: what a person changed, what stays in a list or out of it, and what a file says against the database.

-- Of a list: JSON lists of the values that are locked into it and out of it. disk_value is there while the field
-- is in conflict: what its file says, as JSON.
ALTER TABLE field_state ADD COLUMN pinned TEXT;
ALTER TABLE field_state ADD COLUMN barred TEXT;
ALTER TABLE field_state ADD COLUMN disk_value TEXT;
CREATE INDEX idx_field_state_conflict ON field_state (entity_type, entity_id) WHERE disk_value IS NOT NULL;

-- What one command changed, all of it to be undone by its number. It is history: it outlives the items.
CREATE TABLE edit_batches (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	made_at TEXT NOT NULL,
	made_by TEXT NOT NULL, -- a user's name
	undone_at TEXT
) STRICT;

-- One field of one item, or one kind of its artwork (of which only the lock is kept here): how it was and became.
CREATE TABLE edits (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	batch_id INTEGER NOT NULL REFERENCES edit_batches (id) ON DELETE CASCADE,
	entity_type TEXT NOT NULL,
	entity_id INTEGER NOT NULL,
	field TEXT NOT NULL,
	old_value TEXT, -- JSON; NULL: none
	new_value TEXT,
	old_source TEXT,
	new_source TEXT,
	old_locked INTEGER NOT NULL CHECK (old_locked IN (0, 1)),
	new_locked INTEGER NOT NULL CHECK (new_locked IN (0, 1)),
	old_pinned TEXT, -- as in field_state
	new_pinned TEXT,
	old_barred TEXT,
	new_barred TEXT
) STRICT;
CREATE INDEX idx_edits_batch ON edits (batch_id);
CREATE INDEX idx_edits_entity ON edits (entity_type, entity_id);
