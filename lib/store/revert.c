/* Taking edits back; see revert.h. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "store/absorb.h"
#include "store/choices.h"
#include "store/nfotext.h"
#include "store/revertparts.h"

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

/* The bytes of its NFO as it was seen or written last, and what they say of the item. 1, 0, -1. */
static int last_nfo(struct db *db, const struct item *it, struct nfo *nfo, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	int rc = it->nfo_hash ? nfotext_get(db, it->nfo_hash, &bytes, err) : 0;

	if (rc == 1 && nfo_read(nfo, bytes.buf, bytes.len, err))
		rc = -1;
	strbuf_release(&bytes);
	return rc;
}

/* Whether its file still says what it said while the field was in conflict. 1, 0, -1. */
static int says_still(struct db *db, const struct item *it, int f, const char *json, struct error *err)
{
	struct nfo nfo = NFO_INIT;
	struct strbuf now = STRBUF_INIT;
	struct jsonw w;
	int rc = last_nfo(db, it, &nfo, err);

	if (rc == 1) {
		jsonw_init(&w, &now);
		meta_write_json(&absorb_root(&nfo, it)->meta, (enum meta_field)f, &w);
		rc = !strcmp(now.buf, json);
	}
	strbuf_release(&now);
	nfo_release(&nfo);
	return rc;
}

/* A conflict that was decided is one again, unless its file has become another. */
static int revert_conflict(
	struct db *db, struct item *it, int f, const struct edit_side *was, struct error *err)
{
	int rc = was->disk ? says_still(db, it, f, was->disk, err) : 1;

	if (rc == 1) {
		free(it->field[f].disk_value);
		it->field[f].disk_value = xstrdup_or_null(was->disk);
	}
	return rc < 0 ? -1 : 0;
}

/* One edit of a field. Nothing of it goes back where the value is another by now. */
static int take_back(
	struct db *db, struct edit_job *job, struct item *it, const struct edit_entry *e, struct error *err)
{
	int f = meta_field_by_name(e->field), rc = 0;
	struct edit_side is = edit_side_of(it, (enum meta_field)f);
	bool sets = !same(e->old.value, e->now.value), undone = sets && same(is.value, e->old.value);

	if (sets && !undone && !same(is.value, e->now.value)) {
		revert_keep(job, "%s has been changed since", e->field);
		edit_side_release(&is);
		return 0;
	}
	if (sets && !undone)
		set_value(it, (enum meta_field)f, e->old.value);
	if (same(is.pinned, e->now.pinned) && same(is.barred, e->now.barred))
		set_pins(it, f, &e->old);
	if (same(is.source, e->now.source))
		revert_source(it, f, e->old.source);
	if (is.locked == e->now.locked)
		it->field[f].locked = e->old.locked;
	if (same(is.disk, e->now.disk) && !same(e->old.disk, e->now.disk))
		rc = revert_conflict(db, it, f, &e->old, err);
	edit_side_release(&is);
	return rc;
}

int revert_entries(struct db *db, struct edit_job *job, struct item *it, const struct edit_entry *e, size_t n,
	uint64_t *fields, struct error *err)
{
	size_t i;
	int f;

	for (i = 0; i < n; i++) {
		f = meta_field_by_name(e[i].field);
		if (f < 0)
			continue;
		*fields |= MF_BIT(f);
		if (take_back(db, job, it, &e[i], err))
			return -1;
	}
	return 0;
}

/* ---- kinds of artwork -----------------------------------------------------------------------------------
 */

void revert_lock(struct item *it, const char *kind, bool locked)
{
	if (locked)
		names_add(&it->locked_kinds, kind);
	else
		edit_drop_kind(&it->locked_kinds, kind);
}

static void take_back_kind(
	struct edit_job *job, struct item *it, struct candidate_list *all, const struct edit_entry *e)
{
	bool is = names_find(&it->locked_kinds, e->field) >= 0;
	const char *why = same(e->old.value, e->now.value)
				  ? NULL
				  : choices_take_back(all, e->field, e->old.value, e->now.value);

	if (why)
		revert_keep(job, "%s %s", e->field, why);
	else if (is == e->now.locked)
		revert_lock(it, e->field, e->old.locked);
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
void revert_kinds(struct edit_job *job, struct item *it, struct candidate_list *all,
	const struct edit_entry *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct edit_entry both = e[i];

		if (meta_field_by_name(both.field) >= 0 || !is_newest(e, i))
			continue;
		both.old = oldest(e, n, both.field)->old;
		if (both.old.locked != both.now.locked || !same(both.old.value, both.now.value))
			take_back_kind(job, it, all, &both);
	}
}

/* ---- a batch --------------------------------------------------------------------------------------------
 */

static int batch_fields(
	struct db *db, struct edit_job *job, struct item *it, uint64_t *fields, struct error *err)
{
	const struct revert_batch *b = job->ctx;

	return revert_entries(db, job, it, b->entry, b->n, fields, err);
}

static int batch_artwork(
	struct db *db, struct edit_job *job, struct item *it, struct candidate_list *all, struct error *err)
{
	const struct revert_batch *b = job->ctx;

	(void)db;
	(void)err;
	revert_kinds(job, it, all, b->entry, b->n);
	return 0;
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
