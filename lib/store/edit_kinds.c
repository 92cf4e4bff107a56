/* Locks of kinds of artwork, and pictures of which it is undecided whether they count; see edit.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "media/artname.h"
#include "store/candidate.h"
#include "store/editparts.h"
#include "store/row.h"

enum { EDIT_LOCK_KIND, EDIT_UNLOCK_KIND, EDIT_BY_HAND, EDIT_BY_RULE, EDIT_DESELECT, EDIT_CHOOSE, EDIT_COUNT };

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
	[EDIT_DESELECT] = {"UPDATE asset_candidates SET is_selected = 0, selected_by = NULL, "
			   "selected_at = NULL WHERE entity_type = $1 AND entity_id = $2 AND asset_type = $3 "
			   "AND is_selected = 1",
		NULL},
	[EDIT_CHOOSE] = {"UPDATE asset_candidates SET is_selected = $2, selected_by = $3, selected_at = $4 "
			 "WHERE id = $1",
		NULL},
};
const struct db_sqltab edit_sql = {"edit", statements, EDIT_COUNT};

int edit_by_hand(struct db *db, const struct item *it, const char *kind, char **json, struct error *err)
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

	if (edit_by_hand(db, it, kind, &old.value, err))
		return -1;
	now.value = is ? xstrdup_or_null(old.value) : NULL;
	edit_add_change(job, kind, &old, &now);
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

int edit_lock_kinds(struct db *db, struct edit_job *job, const struct item *it, const struct meta_names *was,
	bool dry_run, struct error *err)
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

/* The picture that somebody put into the folder is chosen, or is a candidate as any other. */
static int decide(
	struct db *db, const struct item *it, const struct candidate *c, bool chosen, struct error *err)
{
	struct db_stmt *st;

	if (chosen && strcmp(c->asset_type, ART_FANART) != 0) {
		st = stmt_of(db, &edit_sql, EDIT_DESELECT, it->type, it->id);
		db_bind_text(st, 3, c->asset_type);
		if (db_run(st, err))
			return -1;
	}
	st = db_stmt(db, &edit_sql, EDIT_CHOOSE);
	db_bind_int(st, 1, c->id);
	db_bind_int(st, 2, chosen);
	db_bind_text(st, 3, chosen ? SELECTED_FILE : NULL);
	db_bind_null(st, 4);
	if (chosen && bind_now(db, st, 4, err))
		return -1;
	return db_run(st, err);
}

static int keep_picture(struct db *db, struct edit_job *job, const struct item *it, const struct candidate *c,
	bool dry_run, struct error *err)
{
	bool locked = names_find(&it->locked_kinds, c->asset_type) >= 0, disk = job->edit->keep == KEEP_DISK;
	struct edit_side old = {.locked = locked}, now = {.locked = locked};
	int rc = edit_by_hand(db, it, c->asset_type, &old.value, err);

	job->changed = true;
	if (!rc && !dry_run)
		rc = decide(db, it, c, disk, err);
	if (!rc && disk && !dry_run)
		rc = edit_by_hand(db, it, c->asset_type, &now.value, err);
	if (!rc && disk)
		edit_add_change(job, c->asset_type, &old, &now);
	else
		edit_side_release(&old);
	return rc;
}

/* Pictures of which it is undecided whether they count. */
int edit_keep_pictures(
	struct db *db, struct edit_job *job, const struct item *it, bool dry_run, struct error *err)
{
	const struct edit *e = job->edit;
	struct candidate_list list = {0};
	size_t i;
	int rc = 0;

	if (e->keep == KEEP_NEITHER || (e->keep_fields && !e->keep_kinds.n))
		return 0;
	if (candidates_of(db, it->type, it->id, &list, err))
		return -1;
	for (i = 0; i < list.n && !rc; i++)
		if (candidate_undecided(&list.item[i]) &&
			(!e->keep_kinds.n || names_find(&e->keep_kinds, list.item[i].asset_type) >= 0))
			rc = keep_picture(db, job, it, &list.item[i], dry_run, err);
	candidate_list_release(&list);
	return rc;
}
