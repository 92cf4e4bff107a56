/* See portion.h. */
#include "scan/portion.h"

#include "core/alloc.h"
#include "core/path.h"
#include "core/prog.h"
#include "scan/claims.h"

#define ATTEMPTS 3 /* at an item that somebody else keeps writing to */

bool portion_is_last(const struct portion *v)
{
	return v->first + v->n == v->look->finds.n;
}

int portion_save(const struct portion *v, struct error *err)
{
	return look_save(v->s, v->look, v->first, v->n, err);
}

static int save(struct db *db, void *ctx, struct error *err)
{
	(void)db;
	return portion_save(ctx, err);
}

/* Whether the person who named a folder or file named this item: of a show's folder only what lies there. */
static bool is_named(const struct scanner *s, const struct look *l, const struct found *found)
{
	struct strbuf path = STRBUF_INIT;
	bool named = *s->only != '\0';

	if (named && s->lister.shows && !folder_inside(l->folder, s->only)) {
		path_join(&path, l->folder, found->nparts ? folder_name(&l->f, found->part[0]) : "");
		named = folder_inside(path.buf, s->only);
	}
	strbuf_release(&path);
	return named;
}

void portion_committed(const struct portion *v)
{
	struct scanner *s = v->s;
	struct look *l = v->look;

	if (portion_is_last(v)) {
		s->sum->gone += l->dropped;
		s->sum->looked++;
	}
	for (size_t k = v->first; k < v->first + v->n; k++) {
		const struct work *w = &l->work[k];
		bool changed = w->changed || w->art_changed, named = is_named(s, l, w->found);

		if (w->skip && !named)
			continue;
		if (!w->id)
			s->sum->items++;
		else if (w->moved)
			s->sum->moved++;
		else if (changed)
			s->sum->changed++;
		if (changed || named)
			ref_list_add(&s->touched, l->finds.item[k].type, w->saved);
	}
	look_forget(l, v->first, v->n);
}

/* What the look was, its successor may be. */
static void unclaim(struct scanner *s, const struct look *l)
{
	for (size_t k = 0; k < l->finds.n; k++) {
		if (l->work[k].moved && l->work[k].found->nparts > 0)
			claims_return(s->claims, l->work[k].id);
	}
	claims_return_series(s->claims, l->series.id);
}

static int write_portion(struct portion *v, struct error *err)
{
	int rc = db_transact(v->s->db, DB_WRITE, save, v, err);

	if (rc == 0)
		portion_committed(v);
	return rc;
}

/* Finishes the next slice, once its answers are there, and writes it. 1; 0: the scan is to stop; -1. */
static int write_next(struct scanner *s, struct look *l, struct error *err)
{
	struct child_pool *const pools[] = {s->probes, s->images};
	struct portion v = {s, l, l->finished, look_slice(l)};

	while (!look_ready(l)) {
		if (prog_interrupted())
			return 0;
		child_pools_wait(pools, 2, 1000);
		look_answer(s);
	}
	return look_finish(s, l, err) < 0 || write_portion(&v, err) < 0 ? -1 : 1;
}

/* A folder from its list of files to its rows, one slice after another. 0; -1: it cannot be written. */
static int look_through(struct scanner *s, const char *folder, struct error *err)
{
	struct look *l = xcalloc(1, sizeof(*l));
	struct error bad = ERROR_INIT;
	int rc, begun = look_begin(s, l, folder, &bad);

	do {
		rc = begun > 0 ? write_next(s, l, err) : 0;
		if (rc > 0 && l->finished < l->finds.n)
			begun = look_more(s, l, &bad) < 0 ? -1 : 1;
	} while (rc > 0 && l->finished < l->finds.n);
	if (begun < 0)
		rc = look_failed(s, folder, &bad, err);
	if (rc < 0 && err->code == ERR_CHANGED)
		unclaim(s, l);
	look_free(l);
	error_release(&bad);
	return rc < 0 ? -1 : 0;
}

int portion_write(struct portion *v, struct error *err)
{
	struct scanner *s = v->s;
	int rc = write_portion(v, err);

	if (rc == 0)
		return 0;
	v->look->abandoned = true;
	if (err->code == ERR_CHANGED)
		unclaim(s, v->look);
	for (int i = 0; i < ATTEMPTS && rc < 0 && err->code == ERR_CHANGED; i++) {
		error_clear(err);
		rc = look_through(s, v->look->folder, err);
	}
	if (rc < 0 && (err->code == ERR_CHANGED || err->code == ERR_DATABASE || err->code == ERR_BAD_VALUE)) {
		scanner_problem(s, v->look->folder, err, false);
		rc = 0;
	}
	return rc;
}
