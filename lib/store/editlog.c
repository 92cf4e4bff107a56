/* The log of edits; see editlog.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "media/meta.h"
#include "store/choices.h"
#include "store/editlog.h"
#include "store/pins.h"
#include "store/row.h"

#define TEXT_AT_MOST 60 /* bytes of a value in a line for people */

enum { LOG_BEGIN, LOG_ADD, LOG_UNDONE, LOG_OF_ITEM, LOG_OF_BATCH, LOG_COUNT };

#define COLUMNS                                                                                              \
	"e.id, e.batch_id, e.entity_type, e.entity_id, e.field, e.old_value, e.old_source, e.old_pinned, "   \
	"e.old_barred, e.old_disk, e.old_locked, e.new_value, e.new_source, e.new_pinned, e.new_barred, "    \
	"e.new_disk, e.new_locked, b.made_at, b.made_by, b.undone_at FROM edits e JOIN edit_batches b ON "   \
	"b.id = e.batch_id "

static const struct db_sql statements[LOG_COUNT] = {
	[LOG_BEGIN] = {"INSERT INTO edit_batches (made_by, made_at) VALUES ($1, $2) RETURNING id", NULL},
	[LOG_ADD] = {"INSERT INTO edits (batch_id, entity_type, entity_id, field, old_value, old_source, "
		     "old_pinned, old_barred, old_disk, old_locked, new_value, new_source, new_pinned, "
		     "new_barred, new_disk, new_locked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
		     "$11, $12, $13, $14, $15, $16)",
		NULL},
	[LOG_UNDONE] = {"UPDATE edit_batches SET undone_at = $2 WHERE id = $1", NULL},
	[LOG_OF_ITEM] = {"SELECT " COLUMNS "WHERE e.entity_type = $1 AND e.entity_id = $2 ORDER BY e.id DESC",
		NULL},
	[LOG_OF_BATCH] = {"SELECT " COLUMNS "WHERE e.batch_id = $1 ORDER BY e.id DESC", NULL},
};
const struct db_sqltab editlog_sql = {"editlog", statements, LOG_COUNT};

void edit_side_release(struct edit_side *side)
{
	free(side->value);
	free(side->source);
	free(side->pinned);
	free(side->barred);
	free(side->disk);
	*side = (struct edit_side){0};
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool edit_side_equal(const struct edit_side *a, const struct edit_side *b)
{
	return same(a->value, b->value) && same(a->source, b->source) && same(a->pinned, b->pinned) &&
	       same(a->barred, b->barred) && same(a->disk, b->disk) && a->locked == b->locked;
}

void edit_entry_release(struct edit_entry *e)
{
	free(e->field);
	edit_side_release(&e->old);
	edit_side_release(&e->now);
	free(e->made_at);
	free(e->made_by);
	free(e->undone_at);
	*e = (struct edit_entry){0};
}

void edit_entries_free(struct edit_entry *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		edit_entry_release(&list[i]);
	free(list);
}

int editlog_begin(struct db *db, const char *by, int64_t *batch, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &editlog_sql, LOG_BEGIN);

	db_bind_text(st, 1, by);
	if (bind_now(db, st, 2, err) || db_step(st, err) != 1)
		return -1;
	*batch = db_int(st, 0);
	db_reset(st);
	return 0;
}

static void bind_side(struct db_stmt *st, int param, const struct edit_side *side)
{
	db_bind_text(st, param, side->value);
	db_bind_text(st, param + 1, side->source);
	db_bind_text(st, param + 2, side->pinned);
	db_bind_text(st, param + 3, side->barred);
	db_bind_text(st, param + 4, side->disk);
	db_bind_int(st, param + 5, side->locked);
}

int editlog_add(struct db *db, int64_t batch, const struct edit_entry *e, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &editlog_sql, LOG_ADD);

	db_bind_int(st, 1, batch);
	db_bind_text(st, 2, entity_name(e->type));
	db_bind_int(st, 3, e->entity_id);
	db_bind_text(st, 4, e->field);
	bind_side(st, 5, &e->old);
	bind_side(st, 11, &e->now);
	return db_run(st, err);
}

int editlog_undone(struct db *db, int64_t batch, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &editlog_sql, LOG_UNDONE);

	db_bind_int(st, 1, batch);
	if (bind_now(db, st, 2, err) || db_run(st, err))
		return -1;
	return db_changes(st) ? 0 : error_set(err, ERR_NOT_FOUND, "there is no edit %" PRId64, batch);
}

static void read_side(struct db_stmt *st, int col, struct edit_side *side)
{
	side->value = row_dup(st, col);
	side->source = row_dup(st, col + 1);
	side->pinned = row_dup(st, col + 2);
	side->barred = row_dup(st, col + 3);
	side->disk = row_dup(st, col + 4);
	side->locked = db_int(st, col + 5) != 0;
}

static int read_entries(struct db_stmt *st, struct edit_entry **out, size_t *n, struct error *err)
{
	struct edit_entry *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		struct edit_entry *e;

		ALLOC_GROW(list, count + 1, alloc);
		e = &list[count++];
		*e = (struct edit_entry){.id = db_int(st, 0),
			.batch = db_int(st, 1),
			.type = (enum entity)entity_by_name(db_text(st, 2)),
			.entity_id = db_int(st, 3),
			.field = row_dup(st, 4),
			.made_at = row_dup(st, 17),
			.made_by = row_dup(st, 18),
			.undone_at = row_dup(st, 19)};
		read_side(st, 5, &e->old);
		read_side(st, 11, &e->now);
	}
	if (rc) {
		edit_entries_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

int edits_of_item(
	struct db *db, enum entity type, int64_t id, struct edit_entry **out, size_t *n, struct error *err)
{
	return read_entries(stmt_of(db, &editlog_sql, LOG_OF_ITEM, type, id), out, n, err);
}

int edits_of_batch(struct db *db, int64_t batch, struct edit_entry **out, size_t *n, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &editlog_sql, LOG_OF_BATCH);

	db_bind_int(st, 1, batch);
	return read_entries(st, out, n, err);
}

/* The whole value of a side for people. */
static void value_text(const char *field, const char *json, struct strbuf *out)
{
	struct meta m = META_INIT;
	int f = meta_field_by_name(field);
	cJSON *v = json && f >= 0 ? json_parse(json, strlen(json), NULL) : NULL;

	if (f < 0)
		choices_text(json, out);
	else if (v && !meta_read_json(&m, (enum meta_field)f, v, NULL))
		meta_field_text(&m, (enum meta_field)f, out);
	cJSON_Delete(v);
	meta_release(&m);
}

/* Its beginning, cut between characters. */
static void add_value(struct strbuf *out, const char *field, const char *json)
{
	struct strbuf text = STRBUF_INIT;
	size_t len;

	value_text(field, json, &text);
	len = text.len > TEXT_AT_MOST ? TEXT_AT_MOST : text.len;
	while (len < text.len && len > 0 && ((unsigned char)text.buf[len] & 0xc0) == 0x80)
		len--;
	strbuf_add(out, text.buf, len);
	strbuf_addstr(out, len < text.len ? "..." : text.len ? "" : "(nothing)");
	strbuf_release(&text);
}

static void add_list(struct strbuf *out, const char *what, const char *old, const char *now)
{
	struct meta_names list = {0};
	size_t i;

	if (same(old, now))
		return;
	strbuf_addf(out, ", %s: %s", what, now ? "" : "nothing");
	pins_read(&list, now);
	for (i = 0; i < list.n; i++)
		strbuf_addf(out, "%s%s", i ? ", " : "", list.item[i]);
	names_release(&list);
}

/* A kind of artwork is locked by a choice by hand, too. */
static bool is_locked(const struct edit_entry *e, const struct edit_side *side)
{
	return side->locked || (meta_field_by_name(e->field) < 0 && choices_by_hand(side->value));
}

/* Nothing is said of who chose a picture that was chosen before. */
static void add_values(const struct edit_entry *e, struct strbuf *out)
{
	struct strbuf old = STRBUF_INIT, now = STRBUF_INIT;

	add_value(&old, e->field, e->old.value);
	add_value(&now, e->field, e->now.value);
	if (meta_field_by_name(e->field) >= 0 || strcmp(old.buf, now.buf) != 0)
		strbuf_addf(out, ": %s -> %s", old.buf, now.buf);
	strbuf_release(&old);
	strbuf_release(&now);
}

void edit_entry_text(const struct edit_entry *e, struct strbuf *out)
{
	bool was = is_locked(e, &e->old), is = is_locked(e, &e->now);

	strbuf_addstr(out, e->field);
	if (!same(e->old.value, e->now.value))
		add_values(e, out);
	if (was != is)
		strbuf_addstr(out, is ? ", locked" : ", unlocked");
	if (!e->old.disk != !e->now.disk)
		strbuf_addstr(out, e->now.disk ? ", in conflict" : ", not in conflict any more");
	add_list(out, "locked in", e->old.pinned, e->now.pinned);
	add_list(out, "locked out", e->old.barred, e->now.barred);
}

static void put_raw(struct jsonw *w, const char *key, const char *json)
{
	jsonw_key(w, key);
	if (json)
		jsonw_raw(w, json, strlen(json));
	else
		jsonw_null(w);
}

void edit_entry_json(const struct edit_entry *e, struct jsonw *w)
{
	jsonw_object(w);
	jsonw_kstr(w, "field", e->field);
	put_raw(w, "old", e->old.value);
	put_raw(w, "new", e->now.value);
	jsonw_kbool(w, "locked", e->now.locked);
	put_raw(w, "pinned", e->now.pinned);
	put_raw(w, "barred", e->now.barred);
	put_raw(w, "disk_value", e->now.disk);
	jsonw_end(w);
}
