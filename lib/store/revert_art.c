/* Back to the pictures that were published; see revert.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "store/candidate.h"
#include "store/publog.h"
#include "store/revertparts.h"
#include "store/row.h"

enum { ART_DESELECT, ART_SELECT, ART_COUNT };

static const struct db_sql statements[ART_COUNT] = {
	[ART_DESELECT] =
		{"UPDATE asset_candidates SET is_selected = 0, selected_by = NULL, selected_at = NULL "
		 "WHERE id = $1",
			NULL},
	[ART_SELECT] = {"UPDATE asset_candidates SET is_selected = 1, selected_by = $2, selected_at = $3 "
			"WHERE id = $1",
		NULL},
};
const struct db_sqltab revert_art_sql = {"revert_art", statements, ART_COUNT};

struct gallery {
	struct db *db;
	struct edit_job *job;
	const struct item *it;
	bool dry_run;
	struct candidate_list all;
	struct published_file *file; /* that were published of the item */
	size_t nfile;
};

/* A choice that is not published; what stands in the library is somebody's, and no choice of ours. */
static bool is_new(const struct gallery *g, const struct candidate *c)
{
	return c->is_selected && c->selected_at && !c->local_path &&
	       strcmp(c->selected_at, g->it->last_published_at) > 0;
}

static bool was_published(const struct gallery *g, const struct candidate *c)
{
	size_t i;

	for (i = 0; i < g->nfile; i++)
		if (g->file[i].asset_type && !strcmp(g->file[i].asset_type, c->asset_type) &&
			g->file[i].hash && c->content_hash && !strcmp(g->file[i].hash, c->content_hash))
			return true;
	return false;
}

static bool any_published(const struct gallery *g, const char *kind)
{
	size_t i;

	for (i = 0; i < g->nfile; i++)
		if (g->file[i].asset_type && !strcmp(g->file[i].asset_type, kind))
			return true;
	return false;
}

/* What was shown: a picture that Metarr wrote, or, where it wrote none of the kind, one of the library. */
static bool is_wanted(const struct gallery *g, const struct candidate *c, const char *kind)
{
	if (strcmp(c->asset_type, kind) != 0 || c->is_rejected)
		return false;
	return any_published(g, kind) ? was_published(g, c) : c->local_path != NULL;
}

/* The choice goes to those that were shown; who chose stays who chose, but of a picture of the library. */
static int put_back(struct gallery *g, const char *kind, const char *by, struct error *err)
{
	size_t i;

	for (i = 0; i < g->all.n; i++) {
		struct candidate *c = &g->all.item[i];
		bool wanted = is_wanted(g, c, kind), drop = !strcmp(c->asset_type, kind) && is_new(g, c);
		struct db_stmt *st = db_stmt(g->db, &revert_art_sql, wanted ? ART_SELECT : ART_DESELECT);

		if (wanted == c->is_selected || (!wanted && !drop))
			continue;
		db_bind_int(st, 1, c->id);
		if (wanted) {
			db_bind_text(st, 2, c->local_path ? SELECTED_LOCAL : by);
			db_bind_text(st, 3, g->it->last_published_at);
		}
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

static char *chosen_json(const struct candidate *c)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &out);
	jsonw_array(&w);
	jsonw_object(&w);
	jsonw_kint(&w, "id", c->id);
	jsonw_kstr(&w, "selected_by", c->selected_by);
	jsonw_end(&w);
	jsonw_end(&w);
	return strbuf_detach(&out, NULL);
}

static int revert_kind(struct gallery *g, const struct candidate *c, struct error *err)
{
	struct edit_side was = {0}, now = {0};
	size_t i;

	for (i = 0; i < g->job->nchange; i++) /* of another picture of the kind */
		if (!strcmp(g->job->change[i].field, c->asset_type))
			return 0;
	if (names_find(&g->it->locked_kinds, c->asset_type) >= 0) {
		revert_keep(g->job, "%s is locked", c->asset_type);
		return 0;
	}
	was.value = chosen_json(c);
	edit_add_change(g->job, c->asset_type, &was, &now);
	return g->dry_run ? 0 : put_back(g, c->asset_type, c->selected_by, err);
}

int revert_artwork(
	struct db *db, struct edit_job *job, const struct item *it, bool dry_run, struct error *err)
{
	struct gallery g = {.db = db, .job = job, .it = it, .dry_run = dry_run};
	size_t i;
	int rc = candidates_of(db, it->type, it->id, &g.all, err) ||
				 published_of(db, it->type, it->id, &g.file, &g.nfile, err)
			 ? -1
			 : 0;

	for (i = 0; i < g.all.n && !rc; i++)
		if (is_new(&g, &g.all.item[i]))
			rc = revert_kind(&g, &g.all.item[i], err);
	candidate_list_release(&g.all);
	published_free(g.file, g.nfile);
	return rc;
}
