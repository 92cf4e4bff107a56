/* Edits to the database, with their log; see edit.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "store/candidate.h"
#include "store/edit.h"
#include "store/row.h"

enum { EDIT_LOCK_KIND, EDIT_UNLOCK_KIND, EDIT_BY_HAND, EDIT_BY_RULE, EDIT_COUNT };

#define BY_HAND                                                                                              \
	"entity_type = $1 AND entity_id = $2 AND asset_type = $3 AND is_selected = 1 "                       \
	"AND selected_by NOT IN ('" SELECTED_LOCAL "', '" SELECTED_AUTO "', '" SELECTED_MIGRATION "')"

static const struct db_sql statements[EDIT_COUNT] = {
	[EDIT_LOCK_KIND] = {"INSERT INTO field_state (entity_type, entity_id, field, source, locked, "
			    "updated_at) VALUES ($1, $2, $3, '" SOURCE_EDIT "', 1, $4) ON CONFLICT "
			    "(entity_type, entity_id, field) DO NOTHING",
		NULL},
	[EDIT_UNLOCK_KIND] = {"DELETE FROM field_state WHERE entity_type = $1 AND entity_id = $2 "
			      "AND field = $3",
		NULL},
	[EDIT_BY_HAND] = {"SELECT id, selected_by FROM asset_candidates WHERE " BY_HAND " ORDER BY id", NULL},
	[EDIT_BY_RULE] = {"UPDATE asset_candidates SET selected_by = CASE WHEN provider = 'local' "
			  "THEN '" SELECTED_LOCAL "' ELSE '" SELECTED_AUTO "' END WHERE " BY_HAND,
		NULL},
};
const struct db_sqltab edit_sql = {"edit", statements, EDIT_COUNT};

void edit_job_release(struct edit_job *job)
{
	edit_entries_free(job->change, job->nchange);
	error_release(&job->error);
	*job = (struct edit_job){.error = ERROR_INIT};
}

static struct edit_side side_of(const struct item *it, enum meta_field f)
{
	const struct field_info *info = &it->field[f];
	struct edit_side side = {.source = *info->source ? xstrdup(info->source) : NULL,
		.pinned = pins_json(&info->pins.pinned),
		.barred = pins_json(&info->pins.barred),
		.locked = info->locked};
	struct strbuf value = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &value);
	if (meta_has(&it->meta, f)) {
		meta_write_json(&it->meta, f, &w);
		side.value = strbuf_detach(&value, NULL);
	}
	strbuf_release(&value);
	return side;
}

/* Adds what became of a field, if it became anything; takes both sides. */
static void add_change(struct edit_job *job, const char *field, struct edit_side *old, struct edit_side *now)
{
	struct edit_entry *list;

	if (edit_side_equal(old, now)) {
		edit_side_release(old);
		edit_side_release(now);
		return;
	}
	list = xreallocarray(job->change, job->nchange + 1, sizeof(*list));
	job->change = list;
	list[job->nchange++] = (struct edit_entry){
		.type = job->type, .entity_id = job->id, .field = xstrdup(field), .old = *old, .now = *now};
}

/* Which of the kind were chosen by hand, as JSON; NULL: none. */
static int by_hand(struct db *db, const struct item *it, const char *kind, char **json, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &edit_sql, EDIT_BY_HAND, it->type, it->id);
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	int n = 0, rc;

	db_bind_text(st, 3, kind);
	jsonw_init(&w, &out);
	jsonw_array(&w);
	while ((rc = db_step(st, err)) == 1) {
		n++;
		jsonw_object(&w);
		jsonw_kint(&w, "id", db_int(st, 0));
		jsonw_kstr(&w, "selected_by", db_text(st, 1));
		jsonw_end(&w);
	}
	jsonw_end(&w);
	*json = n && !rc ? strbuf_detach(&out, NULL) : NULL;
	strbuf_release(&out);
	return rc;
}

/* A kind is locked by its row, or by a choice by hand, which an unlocking makes one of the rules again. */
static int write_kind(struct db *db, const struct item *it, const char *kind, bool lock, struct error *err)
{
	struct db_stmt *st;

	if (!lock) {
		st = stmt_of(db, &edit_sql, EDIT_BY_RULE, it->type, it->id);
		db_bind_text(st, 3, kind);
		if (db_run(st, err))
			return -1;
	}
	st = stmt_of(db, &edit_sql, lock ? EDIT_LOCK_KIND : EDIT_UNLOCK_KIND, it->type, it->id);
	db_bind_text(st, 3, kind);
	if (lock && bind_now(db, st, 4, err))
		return -1;
	return db_run(st, err);
}

static int one_kind(struct db *db, struct edit_job *job, const struct item *it, const char *kind, bool was,
	bool is, bool dry_run, struct error *err)
{
	struct edit_side old = {.locked = was}, now = {.locked = is};
	size_t before = job->nchange;

	if (by_hand(db, it, kind, &old.value, err))
		return -1;
	now.value = is ? xstrdup_or_null(old.value) : NULL;
	add_change(job, kind, &old, &now);
	return job->nchange > before && !dry_run ? write_kind(db, it, kind, is, err) : 0;
}

/* Every kind that has candidates, a lock, or is named. */
static int kinds_of(struct db *db, const struct edit_job *job, const struct meta_names *was,
	struct meta_names *out, struct error *err)
{
	struct candidate_list candidates = {0};
	const struct meta_names *lists[] = {was, &job->edit->lock_kinds, &job->edit->unlock_kinds};
	size_t i, k;

	if (job->edit->unlock_all && candidates_of(db, job->type, job->id, &candidates, err))
		return -1;
	for (i = 0; i < candidates.n; i++)
		names_add(out, candidates.item[i].asset_type);
	for (k = 0; k < sizeof(lists) / sizeof(lists[0]); k++)
		for (i = 0; i < lists[k]->n; i++)
			names_add(out, lists[k]->item[i]);
	candidate_list_release(&candidates);
	return 0;
}

static int edit_kinds(struct db *db, struct edit_job *job, const struct item *it,
	const struct meta_names *was, bool dry_run, struct error *err)
{
	struct meta_names kinds = {0};
	const struct edit *e = job->edit;
	size_t i;
	int rc = kinds_of(db, job, was, &kinds, err);

	for (i = 0; i < kinds.n && !rc; i++) {
		const char *kind = kinds.item[i];

		if (e->unlock_all || names_find(&e->lock_kinds, kind) >= 0 ||
			names_find(&e->unlock_kinds, kind) >= 0)
			rc = one_kind(db, job, it, kind, names_find(was, kind) >= 0,
				names_find(&it->locked_kinds, kind) >= 0, dry_run, err);
	}
	names_release(&kinds);
	return rc;
}

static bool has_id(const struct meta *m)
{
	return meta_id(m, "tmdb") || meta_id(m, "imdb") || meta_id(m, "tvdb");
}

/* Another film or series than it was taken for: to be enriched anew. */
static void identify(struct item *it)
{
	free(it->state);
	it->state = xstrdup(has_id(&it->meta) ? "identified" : "discovered");
	free(it->error_message);
	free(it->enriched_at);
	it->error_message = it->enriched_at = NULL;
}

static int save(struct db *db, struct edit_job *job, struct item *it, uint64_t fields, struct error *err)
{
	struct item_save what = {.fields = fields, .unpublished = true, .touch = job->nchange > 0};
	size_t i;
	int rc;

	for (i = 0; i < job->nchange; i++)
		if (!strcmp(job->change[i].field, meta_field_name(MF_UNIQUEIDS)) &&
			(it->type == ENTITY_MOVIE || it->type == ENTITY_SERIES))
			identify(it);
	rc = item_save(db, it, &what, err);
	job->changed = rc == 1;
	if (rc >= 0 && it->type == ENTITY_SERIES && fields & MF_BIT(MF_UNIQUEIDS))
		rc = item_identify_below(db, it->id, has_id(&it->meta), err);
	return rc < 0 ? -1 : 0;
}

/* The item as it is, the edit, and what that changed of it. */
static int edit_loaded(struct db *db, struct edit_job *job, struct item *it, bool dry_run, struct error *err)
{
	struct edit_side old[MF_COUNT];
	struct meta_names kinds = {0};
	uint64_t fields = 0, conflict = item_conflict(it);
	size_t i;
	int f, rc;

	for (f = 0; f < MF_COUNT; f++)
		old[f] = side_of(it, (enum meta_field)f);
	for (i = 0; i < it->locked_kinds.n; i++)
		names_add(&kinds, it->locked_kinds.item[i]);
	rc = edit_item(job->edit, it, &fields, &job->error);
	for (f = 0; f < MF_COUNT; f++) {
		struct edit_side now = side_of(it, (enum meta_field)f);

		add_change(job, meta_field_name((enum meta_field)f), &old[f], &now);
	}
	rc = rc ? 0 : edit_kinds(db, job, it, &kinds, dry_run, err);
	job->changed = job->nchange || item_conflict(it) != conflict;
	if (!rc && job->changed && !dry_run)
		rc = save(db, job, it, fields, err);
	names_release(&kinds);
	return rc;
}

static int edit_one(struct db *db, struct edit_job *job, bool dry_run, struct error *err)
{
	struct item it = ITEM_INIT;
	int rc = item_load(db, job->type, job->id, ITEM_META | ITEM_FIELDS, &it, err);

	if (rc == 0)
		error_set(&job->error, ERR_NOT_FOUND, "there is no %s:%" PRId64, entity_name(job->type),
			job->id);
	if (rc == 1)
		rc = edit_loaded(db, job, &it, dry_run, err);
	item_release(&it);
	return rc;
}

struct editing {
	struct edit_job *job;
	size_t n;
	const char *by;
	bool dry_run;
	int64_t batch; /* 0: none yet */
	int64_t made;  /* in this transaction */
};

static int log_changes(struct db *db, struct editing *x, const struct edit_job *job, struct error *err)
{
	size_t i;

	if (!x->made && editlog_begin(db, x->by, &x->made, err))
		return -1;
	for (i = 0; i < job->nchange; i++)
		if (editlog_add(db, x->made, &job->change[i], err))
			return -1;
	return 0;
}

/* A run before this one may have left its results. */
static void reset(struct edit_job *job)
{
	edit_entries_free(job->change, job->nchange);
	job->change = NULL;
	job->nchange = 0;
	job->changed = false;
	error_clear(&job->error);
}

static int edit_all(struct db *db, void *ctx, struct error *err)
{
	struct editing *x = ctx;
	size_t i;

	x->made = x->batch;
	for (i = 0; i < x->n; i++) {
		reset(&x->job[i]);
		if (edit_one(db, &x->job[i], x->dry_run, err))
			return -1;
		if (x->job[i].nchange && !x->dry_run && log_changes(db, x, &x->job[i], err))
			return -1;
	}
	return 0;
}

int edit_items(struct db *db, struct edit_job *jobs, size_t n, const char *by, bool dry_run, int64_t *batch,
	struct error *err)
{
	struct editing x = {.job = jobs, .n = n, .by = by, .dry_run = dry_run, .batch = *batch};
	size_t i;
	int rc = db_transact(db, dry_run ? DB_READ : DB_WRITE_FULL, edit_all, &x, err);

	/* What the database refuses of one (a number that another episode of the file has) is no reason
	 * against the others. */
	if (rc && err->code == ERR_DATABASE && n > 1) {
		error_clear(err);
		for (i = 0, rc = 0; i < n && !rc; i++)
			rc = edit_items(db, &jobs[i], 1, by, dry_run, batch, err);
		return rc;
	}
	if (rc && err->code == ERR_DATABASE && n == 1) {
		reset(jobs);
		error_set(&jobs->error, ERR_DATABASE, "%s", err->msg.buf);
		error_clear(err);
		return 0;
	}
	if (!rc)
		*batch = x.made;
	return rc;
}
