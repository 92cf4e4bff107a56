/* Edits to the database, with their log; see edit.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/record.h"
#include "store/editparts.h"
#include "store/sets.h"

void edit_job_release(struct edit_job *job)
{
	edit_entries_free(job->change, job->nchange);
	names_release(&job->kept);
	error_release(&job->error);
	*job = (struct edit_job){.error = ERROR_INIT};
}

void edit_job_record(const struct edit_job *job, struct record *r)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	size_t i;

	jsonw_init(&w, &out);
	jsonw_array(&w);
	for (i = 0; i < job->nchange; i++)
		edit_entry_json(&job->change[i], &w);
	jsonw_end(&w);
	record_set_raw(r, "changes", out.buf, out.len);
	strbuf_release(&out);
}

struct edit_side edit_side_of(const struct item *it, enum meta_field f)
{
	const struct field_info *info = &it->field[f];
	struct edit_side side = {.source = *info->source ? xstrdup(info->source) : NULL,
		.pinned = pins_json(&info->pins.pinned),
		.barred = pins_json(&info->pins.barred),
		.disk = xstrdup_or_null(info->disk_value),
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

void edit_add_change(struct edit_job *job, const char *field, struct edit_side *old, struct edit_side *now)
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

void edit_compare(struct edit_job *job, const struct item *was, const struct item *now, uint64_t fields)
{
	struct edit_side a, b;
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		if (!(fields & MF_BIT(f)))
			continue;
		a = edit_side_of(was, (enum meta_field)f);
		b = edit_side_of(now, (enum meta_field)f);
		edit_add_change(job, meta_field_name((enum meta_field)f), &a, &b);
	}
}

static bool has_id(const struct meta *m)
{
	return meta_id(m, "tmdb") || meta_id(m, "imdb") || meta_id(m, "tvdb");
}

/* Another one than it was taken for: to be enriched anew. An episode goes by the ids of its series. */
static void identify(struct item *it)
{
	bool known = it->type == ENTITY_EPISODE ? strcmp(it->state, "discovered") != 0 : has_id(&it->meta);

	free(it->state);
	it->state = xstrdup(known ? "identified" : "discovered");
	free(it->error_message);
	free(it->enriched_at);
	it->error_message = it->enriched_at = NULL;
}

/* Whether it is a film, series or set whose ids changed, or another episode. */
static bool is_identified(const struct edit_job *job, const struct item *it)
{
	size_t i;

	if (job->another)
		return true;
	for (i = 0; i < job->nchange; i++)
		if (!strcmp(job->change[i].field, meta_field_name(MF_UNIQUEIDS)))
			return it->type != ENTITY_SEASON && it->type != ENTITY_EPISODE;
	return false;
}

static int save(struct db *db, struct edit_job *job, struct item *it, uint64_t fields, struct error *err)
{
	struct item_save what = {.fields = fields, .unpublished = true, .touch = job->changed};
	bool identified = is_identified(job, it);
	int rc;

	if (identified)
		identify(it);
	rc = item_save(db, it, &what, err);
	job->changed = rc == 1;
	if (rc >= 0 && identified && edit_forget_rows(db, it, job->another, err))
		return -1;
	if (rc >= 0 && it->type == ENTITY_SERIES && fields & MF_BIT(MF_UNIQUEIDS))
		rc = item_identify_below(db, it->id, has_id(&it->meta), err);
	return rc < 0 ? -1 : 0;
}

/* The fields in memory. 0, 1 with job->error, -1. */
static int change_fields(
	struct db *db, struct edit_job *job, struct item *it, uint64_t *fields, struct error *err)
{
	struct meta was = META_INIT;
	int rc;

	if (!job->means) {
		meta_copy_field(&was, &it->meta, MF_UNIQUEIDS);
		meta_copy_field(&was, &it->meta, MF_SEASON_NUMBER);
		meta_copy_field(&was, &it->meta, MF_EPISODE_NUMBER);
		rc = -edit_item(job->edit, it, fields, &job->error);
		job->another = !rc && edit_forget(job->edit, it, &was, fields);
		meta_release(&was);
		return rc;
	}
	return job->means->fields ? job->means->fields(db, job, it, fields, err) : 0;
}

/* The artwork, in memory and unless it is a dry run in the database. */
static int change_artwork(
	struct db *db, struct edit_job *job, struct item *it, bool dry_run, struct error *err)
{
	struct edit_art art = {0};
	int rc = 0;

	if (job->means ? !job->means->artwork : !edit_touches_art(job->edit))
		return 0;
	rc = edit_art_load(db, it, &art, err);
	if (!rc && job->means)
		rc = job->means->artwork(db, job, it, &art.all, err);
	else if (!rc)
		edit_art(job->edit, it, &art.all);
	if (!rc)
		edit_art_changes(&art, it, job);
	if (!rc && !dry_run)
		rc = edit_art_save(db, &art, job, err);
	edit_art_release(&art);
	return rc;
}

static void drop_changes(struct edit_job *job)
{
	edit_entries_free(job->change, job->nchange);
	job->change = NULL;
	job->nchange = 0;
}

/* A set is known by its name. 0, 1 with the job's error, -1. */
static int check_name(struct db *db, struct edit_job *job, const struct item *it, struct error *err)
{
	const char *name = meta_get(&it->meta, MF_TITLE);
	int64_t other;
	int rc = it->type == ENTITY_SET ? set_named(db, name, it->id, &other, err) : 0;

	if (rc == 1)
		error_set(&job->error, ERR_EXISTS, "set:%" PRId64 " is called '%s' already", other, name);
	return rc;
}

/* The item as it is, the edit, and what that changed of it. */
static int edit_loaded(struct db *db, struct edit_job *job, struct item *it, bool dry_run, struct error *err)
{
	struct edit_side old[MF_COUNT];
	uint64_t fields = 0;
	int f, rc;

	for (f = 0; f < MF_COUNT; f++)
		old[f] = edit_side_of(it, (enum meta_field)f);
	rc = change_fields(db, job, it, &fields, err);
	if (!rc)
		rc = check_name(db, job, it, err);
	for (f = 0; f < MF_COUNT; f++) {
		struct edit_side now = edit_side_of(it, (enum meta_field)f);

		edit_add_change(job, meta_field_name((enum meta_field)f), &old[f], &now);
	}
	if (rc == 1) /* nothing of it is done */
		drop_changes(job);
	if (!rc)
		rc = change_artwork(db, job, it, dry_run, err);
	job->changed = job->nchange > 0;
	if (!rc && job->changed && !dry_run)
		rc = save(db, job, it, fields, err);
	if (!rc && job->means && job->means->after && !dry_run)
		rc = job->means->after(db, job, err);
	return rc < 0 ? -1 : 0;
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
	drop_changes(job);
	job->changed = false;
	names_release(&job->kept);
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
