/* The log of edits: what a person changed, by batches (what one command did), so that it can be shown and
 * taken back. */
#ifndef STORE_EDITLOG_H
#define STORE_EDITLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/strbuf.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab editlog_sql;

/* A field as it was or became. */
struct edit_side {
	char *value;  /* JSON of meta_write_json(), of a kind of artwork as choices.h has it; NULL: none */
	char *source; /* NULL: none */
	char *pinned, *barred; /* as field_state has them; NULL: none */
	char *disk;	       /* in conflict: what the file says, as JSON; NULL: no conflict */
	bool locked;
};
void edit_side_release(struct edit_side *side);
bool edit_side_equal(const struct edit_side *a, const struct edit_side *b);

struct edit_entry {
	int64_t id, batch;
	enum entity type;
	int64_t entity_id;
	char *field; /* of meta_field_name(), or a kind of artwork */
	struct edit_side old, now;
	char *made_at, *made_by, *undone_at; /* of the batch; undone_at NULL: it was not */
};
void edit_entry_release(struct edit_entry *e);
void edit_entries_free(struct edit_entry *list, size_t n);

/* A new batch, and one entry of it (its item, field, old and now). Inside a transaction. */
int editlog_begin(struct db *db, const char *by, int64_t *batch, struct error *err);
int editlog_add(struct db *db, int64_t batch, const struct edit_entry *e, struct error *err);
/* The batch was undone, now. Inside a transaction. ERR_NOT_FOUND. */
int editlog_undone(struct db *db, int64_t batch, struct error *err);

/* The entries of an item, or of a batch, newest first. */
int edits_of_item(
	struct db *db, enum entity type, int64_t id, struct edit_entry **out, size_t *n, struct error *err);
int edits_of_batch(struct db *db, int64_t batch, struct edit_entry **out, size_t *n, struct error *err);

/* Appends what became of the field for people, in one line: "plot: In space... -> Mine., locked". */
void edit_entry_text(const struct edit_entry *e, struct strbuf *out);
/* The same as an object: field, old, new (values, or null), locked, pinned, barred, disk_value. */
struct jsonw;
void edit_entry_json(const struct edit_entry *e, struct jsonw *w);

#endif
