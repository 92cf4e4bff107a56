/* Taking edits back; see revert.h. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "store/revertparts.h"
#include "store/row.h"

enum { REVERT_LOCK, REVERT_UNLOCK, REVERT_CHOSEN, REVERT_COUNT };

static const struct db_sql statements[REVERT_COUNT] = {
	[REVERT_LOCK] =
		{"INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at) "
		 "VALUES ($1, $2, $3, '" SOURCE_EDIT "', 1, $4) ON CONFLICT "
		 "(entity_type, entity_id, field) DO NOTHING",
			NULL},
	[REVERT_UNLOCK] = {"DELETE FROM field_state WHERE entity_type = $1 AND entity_id = $2 "
			   "AND field = $3",
		NULL},
	[REVERT_CHOSEN] = {"UPDATE asset_candidates SET selected_by = $5 WHERE entity_type = $1 "
			   "AND entity_id = $2 AND asset_type = $3 AND id = $4 AND is_selected = 1",
		NULL},
};
const struct db_sqltab revert_sql = {"revert", statements, REVERT_COUNT};

/* What a batch did to one item. */
struct revert_batch {
	enum entity type;
	int64_t id;
	struct edit_entry *entry; /* newest first */
	size_t n;
};

/* ---- batches --------------------------------------------------------------------------------------------
 */

static void revert_batches_free(struct revert_batch *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		edit_entries_free(list[i].entry, list[i].n);
	free(list);
}

static struct revert_batch *batch_of(struct revert_batch *list, size_t n, const struct edit_entry *e)
{
	size_t i;

	for (i = n; i-- > 0;) /* entries of an item stand together, as a rule */
		if (list[i].type == e->type && list[i].id == e->entity_id)
			return &list[i];
	return NULL;
}

/* The items of a batch. */
static int revert_batches(
	struct db *db, int64_t batch, struct revert_batch **out, size_t *n, struct error *err)
{
	struct edit_entry *entry = NULL;
	struct revert_batch *list = NULL, *b;
	size_t i, count = 0, alloc = 0, entries = 0;

	if (edits_of_batch(db, batch, &entry, &entries, err))
		return -1;
	for (i = 0; i < entries; i++) {
		b = batch_of(list, count, &entry[i]);
		if (!b) {
			ALLOC_GROW(list, count + 1, alloc);
			b = &list[count++];
			*b = (struct revert_batch){.type = entry[i].type, .id = entry[i].entity_id};
		}
		b->entry = xreallocarray(b->entry, b->n + 1, sizeof(*b->entry));
		b->entry[b->n++] = entry[i];
	}
	free(entry); /* what they hold is the list's */
	*out = list;
	*n = count;
	return entries ? 0
		       : error_set(err, ERR_NOT_FOUND, "there is no edit with batch number %" PRId64, batch);
}

/* ---- one field ------------------------------------------------------------------------------------------
 */

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

void revert_keep(struct edit_job *job, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	names_add(&job->kept, text.buf);
	strbuf_release(&text);
}

void revert_source(struct item *it, int f, const char *source)
{
	snprintf(it->field[f].source, sizeof(it->field[f].source), "%s", source ? source : "");
}

static void set_value(struct item *it, enum meta_field f, const char *json)
{
	cJSON *v = json ? json_parse(json, strlen(json), NULL) : NULL;

	if (!v || meta_read_json(&it->meta, f, v, NULL))
		meta_clear_field(&it->meta, f);
	cJSON_Delete(v);
}

static void set_pins(struct item *it, int f, const struct edit_side *side)
{
	pins_release(&it->field[f].pins);
	pins_read(&it->field[f].pins.pinned, side->pinned);
	pins_read(&it->field[f].pins.barred, side->barred);
}

/* One edit of a field. Nothing of it goes back where the value is another by now. */
static void take_back(struct edit_job *job, struct item *it, enum meta_field f, const struct edit_entry *e)
{
	struct edit_side is = edit_side_of(it, f);
	bool sets = !same(e->old.value, e->now.value), undone = sets && same(is.value, e->old.value);

	if (sets && !undone && !same(is.value, e->now.value)) {
		revert_keep(job, "%s has been changed since", meta_field_name(f));
		edit_side_release(&is);
		return;
	}
	if (sets && !undone)
		set_value(it, f, e->old.value);
	if (same(is.pinned, e->now.pinned) && same(is.barred, e->now.barred))
		set_pins(it, f, &e->old);
	if (same(is.source, e->now.source))
		revert_source(it, f, e->old.source);
	if (is.locked == e->now.locked)
		it->field[f].locked = e->old.locked;
	edit_side_release(&is);
}

void revert_entries(
	struct edit_job *job, struct item *it, const struct edit_entry *e, size_t n, uint64_t *fields)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int f = meta_field_by_name(e[i].field);

		if (f < 0)
			continue;
		*fields |= MF_BIT(f);
		take_back(job, it, (enum meta_field)f, &e[i]);
	}
}

/* ---- kinds of artwork -----------------------------------------------------------------------------------
 */

/* Choices that an unlocking made those of the rules are a person's again. */
static int choose_again(
	struct db *db, const struct item *it, const char *kind, const char *json, struct error *err)
{
	cJSON *all = json ? json_parse(json, strlen(json), NULL) : NULL, *one;
	int rc = 0;

	cJSON_ArrayForEach (one, all) {
		struct db_stmt *st = stmt_of(db, &revert_sql, REVERT_CHOSEN, it->type, it->id);
		int64_t id = 0;

		if (rc || !json_int(one, "id", &id))
			continue;
		db_bind_text(st, 3, kind);
		db_bind_int(st, 4, id);
		db_bind_text(st, 5, json_str(one, "selected_by"));
		rc = db_run(st, err);
	}
	cJSON_Delete(all);
	return rc;
}

static int lock_kind(struct db *db, const struct item *it, const char *kind, bool lock, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &revert_sql, lock ? REVERT_LOCK : REVERT_UNLOCK, it->type, it->id);

	db_bind_text(st, 3, kind);
	if (lock && bind_now(db, st, 4, err))
		return -1;
	return db_run(st, err);
}

static int take_back_kind(struct db *db, struct edit_job *job, struct item *it, const struct edit_entry *e,
	bool dry_run, struct error *err)
{
	bool is = names_find(&it->locked_kinds, e->field) >= 0;
	struct edit_side was = {.locked = is}, now = {.locked = e->old.locked};

	if (e->now.value &&
		!same(e->old.value, e->now.value)) { /* --keep: what was shown before is not known */
		revert_keep(job, "%s was chosen", e->field);
		return 0;
	}
	if (is != e->now.locked)
		return 0;
	if (edit_by_hand(db, it, e->field, &was.value, err))
		return -1;
	now.value = xstrdup_or_null(e->old.value);
	edit_add_change(job, e->field, &was, &now);
	if (dry_run)
		return 0;
	if (is != e->old.locked && lock_kind(db, it, e->field, e->old.locked, err))
		return -1;
	return choose_again(db, it, e->field, e->old.value, err);
}

/* Whether no entry before e[i] is about the same kind: they are newest first. */
static bool is_newest(const struct edit_entry *e, size_t i)
{
	size_t k = 0;

	while (strcmp(e[k].field, e[i].field) != 0)
		k++;
	return k == i;
}

static const struct edit_entry *oldest(const struct edit_entry *e, size_t n, const char *kind)
{
	while (strcmp(e[n - 1].field, kind) != 0)
		n--;
	return &e[n - 1];
}

/* What several edits did to a kind is taken back as if it had been one. */
int revert_kinds(struct db *db, struct edit_job *job, struct item *it, const struct edit_entry *e, size_t n,
	bool dry_run, struct error *err)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct edit_entry all = e[i];

		if (meta_field_by_name(all.field) >= 0 || !is_newest(e, i))
			continue;
		all.old = oldest(e, n, all.field)->old;
		if (all.old.locked == all.now.locked && same(all.old.value, all.now.value))
			continue;
		if (take_back_kind(db, job, it, &all, dry_run, err))
			return -1;
	}
	return 0;
}

/* ---- a batch --------------------------------------------------------------------------------------------
 */

static int batch_fields(
	struct db *db, struct edit_job *job, struct item *it, uint64_t *fields, struct error *err)
{
	const struct revert_batch *b = job->ctx;

	(void)db;
	(void)err;
	revert_entries(job, it, b->entry, b->n, fields);
	return 0;
}

static int batch_artwork(
	struct db *db, struct edit_job *job, struct item *it, bool dry_run, struct error *err)
{
	const struct revert_batch *b = job->ctx;

	return revert_kinds(db, job, it, b->entry, b->n, dry_run, err);
}

static const struct edit_means revert_batch_means = {batch_fields, batch_artwork, NULL};

static int mark_undone(struct db *db, void *ctx, struct error *err)
{
	const struct revert_run *run = ctx;

	return editlog_undone(db, run->number, err);
}

/* Up to a hundred items, from list[at] on. */
static int take_back_some(struct db *db, struct revert_run *run, struct revert_batch *list, size_t n,
	int (*each)(const struct edit_job *job, void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct edit_job job[EDIT_AT_ONCE];
	size_t i;
	int rc;

	for (i = 0; i < n; i++)
		job[i] = (struct edit_job){.type = list[i].type,
			.id = list[i].id,
			.means = &revert_batch_means,
			.ctx = &list[i],
			.error = ERROR_INIT};
	rc = edit_items(db, job, n, run->by, run->dry_run, &run->batch, err);
	for (i = 0; i < n; i++) {
		if (!rc)
			rc = each(&job[i], ctx, err);
		edit_job_release(&job[i]);
	}
	return rc;
}

int revert_batch_run(struct db *db, struct revert_run *run,
	int (*each)(const struct edit_job *job, void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct revert_batch *list = NULL;
	size_t at, some, n = 0;
	int rc = revert_batches(db, run->number, &list, &n, err);

	for (at = 0; at < n && !rc; at += some) {
		some = n - at < EDIT_AT_ONCE ? n - at : EDIT_AT_ONCE;
		rc = take_back_some(db, run, &list[at], some, each, ctx, err);
	}
	if (!rc && !run->dry_run)
		rc = db_transact(db, DB_WRITE_FULL, mark_undone, run, err);
	revert_batches_free(list, n);
	return rc;
}
