/* Back to the pictures that were published, or were those of a version; see revert.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "store/choices.h"
#include "store/publog.h"
#include "store/revertparts.h"

/* ---- what was published last ----------------------------------------------------------------------------
 */

struct gallery {
	struct edit_job *job;
	const struct item *it;
	struct candidate_list *all;
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

/* Whether its bytes are those that were found at its path last. */
static bool is_newest(const struct gallery *g, const struct candidate *c)
{
	size_t i;

	for (i = 0; i < g->all->n; i++)
		if (g->all->item[i].id > c->id && candidate_same_file(&g->all->item[i], c))
			return false;
	return c->local_path != NULL;
}

/* What was shown: a picture that Metarr wrote, or, where it wrote none of the kind, one of the library. */
static bool is_wanted(const struct gallery *g, const struct candidate *c, const char *kind)
{
	if (strcmp(c->asset_type, kind) != 0 || c->is_rejected || !c->is_downloaded)
		return false;
	return any_published(g, kind) ? was_published(g, c) : is_newest(g, c);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Of pictures with the same bytes one is enough, and one at all of the library's pictures of a kind. */
static bool is_there_already(const struct gallery *g, const struct candidate *c)
{
	bool one = strcmp(c->asset_type, "fanart") != 0 && !any_published(g, c->asset_type);
	size_t i;

	for (i = 0; i < g->all->n; i++) {
		const struct candidate *o = &g->all->item[i];

		if (o != c && o->is_selected && is_wanted(g, o, c->asset_type) &&
			(one || same(o->content_hash, c->content_hash)))
			return true;
	}
	return false;
}

/* The choice goes to those that were shown; who chose stays who chose, but of a picture of the library. */
static void put_back(struct gallery *g, const char *kind, const char *by)
{
	char *who = xstrdup_or_null(by);
	size_t i;

	for (i = 0; i < g->all->n; i++) {
		struct candidate *c = &g->all->item[i];
		bool wanted = is_wanted(g, c, kind);

		if (wanted && !c->is_selected && !is_there_already(g, c)) {
			choices_set(c, c->local_path ? SELECTED_LOCAL : who);
			c->selected_at = xstrdup(g->it->last_published_at);
		} else if (!wanted && !strcmp(c->asset_type, kind) && is_new(g, c)) {
			choices_set(c, NULL);
		}
	}
	free(who);
}

int revert_artwork(struct db *db, struct edit_job *job, const struct item *it, struct candidate_list *all,
	struct error *err)
{
	struct gallery g = {.job = job, .it = it, .all = all};
	size_t i;
	int rc = published_of(db, it->type, it->id, &g.file, &g.nfile, err);

	for (i = 0; i < all->n && !rc; i++) {
		const struct candidate *c = &all->item[i];

		if (!is_new(&g, c))
			continue;
		if (names_find(&it->locked_kinds, c->asset_type) >= 0)
			revert_keep(job, "%s is locked", c->asset_type);
		else
			put_back(&g, c->asset_type, c->selected_by);
	}
	published_free(g.file, g.nfile);
	return rc;
}

/* ---- a version ------------------------------------------------------------------------------------------
 */

/* Nothing is said of a kind that was as it is. */
static void put_kind(struct edit_job *job, struct item *it, struct candidate_list *all, const char *kind,
	const char *snapshot)
{
	bool was_locked, is_locked = names_find(&it->locked_kinds, kind) >= 0;
	char *was = choices_in_snapshot(snapshot, kind, &was_locked), *is = choices_selected(all, kind);
	bool differs = !same(was, is) || was_locked != is_locked;
	const char *why = NULL;

	if (differs && (is_locked || choices_by_hand(is)))
		why = "is locked";
	else if (differs)
		why = choices_put(all, kind, was);
	if (why)
		revert_keep(job, "%s %s", kind, why);
	else if (differs)
		revert_lock(it, kind, was_locked);
	free(was);
	free(is);
}

void revert_pictures(struct edit_job *job, struct item *it, struct candidate_list *all, const char *snapshot)
{
	struct meta_names kinds = {0};
	size_t i;

	choices_snapshot_kinds(snapshot, &kinds);
	choices_kinds(all, &kinds);
	for (i = 0; i < it->locked_kinds.n; i++)
		names_add(&kinds, it->locked_kinds.item[i]);
	for (i = 0; i < kinds.n; i++)
		put_kind(job, it, all, kinds.item[i], snapshot);
	names_release(&kinds);
}
