/* What the rules made of pictures; see pick.h. */
#include <string.h>

#include "store/item.h"
#include "store/pick.h"
#include "store/rejected.h"
#include "store/row.h"

enum { PICK_SELECT, PICK_SCORE, PICK_PHASH, PICK_COUNT };

static const struct db_sql statements[PICK_COUNT] = {
	[PICK_SELECT] = {"UPDATE asset_candidates SET is_selected = $2, selected_by = $3, selected_at = $4 "
			 "WHERE id = $1",
		NULL},
	[PICK_SCORE] = {"UPDATE asset_candidates SET auto_score = $2 WHERE id = $1", NULL},
	[PICK_PHASH] = {"UPDATE asset_candidates SET perceptual_hash = $2, phash_done = 1 WHERE id = $1 "
			"AND content_hash IS NULL",
		NULL},
};
const struct db_sqltab pick_sql = {"pick", statements, PICK_COUNT};

static int save_facts(struct db *db, const struct pick *p, struct error *err)
{
	struct db_stmt *st;

	if (p->no_picture && rejected_add(db, p->c, p->no_picture, err))
		return -1;
	if (p->object)
		return cache_object_add(db, p->object, err) ||
				       candidate_set_object(db, p->c->id, p->object, err)
			       ? -1
			       : 0;
	if (!p->judged)
		return 0;
	st = db_stmt(db, &pick_sql, PICK_PHASH);
	db_bind_int(st, 1, p->c->id);
	db_bind_text(st, 2, p->phash);
	return db_run(st, err);
}

static int save_score(struct db *db, const struct pick *p, struct error *err)
{
	struct db_stmt *st;

	if (p->score == p->c->auto_score || (p->score < 0 && p->c->auto_score < 0))
		return 0;
	st = db_stmt(db, &pick_sql, PICK_SCORE);
	db_bind_int(st, 1, p->c->id);
	if (p->score >= 0)
		db_bind_real(st, 2, p->score);
	return db_run(st, err);
}

/* One that waited for a person's word waits no more, once the rules decide. */
static bool differs(const struct pick *p)
{
	return p->free && (p->selected != p->c->is_selected || (!p->selected && p->c->selected_by));
}

static int save_selected(struct db *db, const struct pick *p, const char *now, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &pick_sql, PICK_SELECT);

	db_bind_int(st, 1, p->c->id);
	db_bind_int(st, 2, p->selected);
	db_bind_text(st, 3, p->selected ? SELECTED_AUTO : NULL);
	db_bind_text(st, 4, p->selected ? now : NULL);
	return db_run(st, err);
}

static bool keeps_state(const char *state)
{
	return !strncmp(state, "error_", 6) || !strcmp(state, "needs_identification");
}

void pick_state(struct item *it)
{
	if (!it->state || keeps_state(it->state))
		return;
	free(it->state);
	it->state = xstrdup("selected");
}

static int touch(struct db *db, struct item *it, struct error *err)
{
	struct item_save what = {.unpublished = true, .touch = true};

	pick_state(it);
	return item_save(db, it, &what, err) < 0 ? -1 : 0;
}

static int save_choice(
	struct db *db, struct pick_job *job, struct item *it, const char *now, struct error *err)
{
	size_t i;

	for (i = 0; i < job->n; i++) {
		if (save_score(db, &job->pick[i], err))
			return -1;
		if (!differs(&job->pick[i]))
			continue;
		job->changed = true;
		if (save_selected(db, &job->pick[i], now, err))
			return -1;
	}
	return job->changed ? touch(db, it, err) : 0;
}

static int save_job(struct db *db, struct pick_job *job, const char *now, struct error *err)
{
	struct item it = ITEM_INIT;
	size_t i;
	int rc;

	job->changed = job->moved = false;
	for (i = 0; i < job->n; i++)
		if (save_facts(db, &job->pick[i], err))
			return -1;
	rc = item_load(db, job->type, job->id, ITEM_ROW, &it, err);
	job->moved = rc == 0 || it.revision != job->revision;
	if (rc == 1 && !job->moved)
		rc = save_choice(db, job, &it, now, err);
	item_release(&it);
	return rc < 0 ? -1 : 0;
}

struct saving {
	struct pick_job *job;
	size_t n;
};

static int save_all(struct db *db, void *ctx, struct error *err)
{
	struct saving *s = ctx;
	char now[DB_INSTANT_SIZE];
	size_t i;

	if (db_now(db, now, err))
		return -1;
	for (i = 0; i < s->n; i++)
		if (save_job(db, &s->job[i], now, err))
			return -1;
	return 0;
}

int picks_save(struct db *db, struct pick_job *jobs, size_t n, struct error *err)
{
	struct saving s = {jobs, n};

	return db_transact(db, DB_WRITE, save_all, &s, err);
}

static int save_object(struct db *db, void *ctx, struct error *err)
{
	return save_facts(db, ctx, err);
}

int pick_object(
	struct db *db, const struct candidate *c, const struct cache_object *object, struct error *err)
{
	struct pick p = {.c = c, .object = object};

	return db_transact(db, DB_WRITE, save_object, &p, err);
}
