/* The entry of one picture, whoever's it is; see plan_parts.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "publish/plan_parts.h"

bool plan_shows(const struct candidate *c)
{
	return c->is_selected && !c->is_rejected && c->is_downloaded && c->content_hash &&
	       sha256_is_hex(c->content_hash);
}

static const struct published_file *published_of_path(const struct plan_facts *facts, const char *path)
{
	size_t i;

	for (i = 0; i < facts->npublished; i++)
		if (!strcmp(facts->published[i].path, path))
			return &facts->published[i];
	return NULL;
}

bool plan_published(const struct plan_facts *facts, const char *path, const char *hash)
{
	const struct published_file *f = published_of_path(facts, path);

	return f && f->hash && !strcmp(f->hash, hash);
}

/* Whether the database knows these bytes as something of this gallery, so that they may be replaced. */
static bool is_known(
	const struct plan_facts *facts, const struct gallery *g, const char *path, const char *hash)
{
	size_t i;

	if (plan_published(facts, path, hash))
		return true;
	for (i = 0; i < g->candidates->n; i++)
		if (g->candidates->item[i].content_hash && !strcmp(g->candidates->item[i].content_hash, hash))
			return true;
	return false;
}

/* Whether somebody put these bytes there, of a kind that is locked: a person is to decide. */
static bool is_undecided(const struct gallery *g, const char *path, const char *hash)
{
	size_t i;

	for (i = 0; i < g->candidates->n; i++) {
		const struct candidate *c = &g->candidates->item[i];

		if (candidate_undecided(c) && c->content_hash && !strcmp(c->content_hash, hash) &&
			c->local_path && !strcmp(c->local_path, path))
			return true;
	}
	return false;
}

static int size_in_cache(struct publisher *pub, struct plan_entry *e, struct error *err)
{
	struct cache_object object = {0};
	int rc = cache_object_get(pub->db, e->new_hash, &object, err);

	e->new_size = object.file_size;
	cache_object_release(&object);
	return rc < 0 ? -1 : 0;
}

/* What a scan saw there, or a publish of the item: outside of the library no scan's folder is. */
static int look(
	const struct publisher *pub, const struct plan_facts *facts, struct plan_entry *e, struct error *err)
{
	const struct published_file *f = published_of_path(facts, e->path);
	const struct seen_file *seen = plan_seen(facts, e->path);
	struct seen_file written;

	if (!seen && f) {
		written = (struct seen_file){
			.size = f->size, .mtime_ns = f->mtime_ns, .inode = f->inode, .content_hash = f->hash};
		seen = &written;
	}
	return standing_look_seen(pub, e->path, seen, &e->old, err);
}

/* How many other items that are in their libraries have published the path, with the bytes that stand there.
 */
static int count_owners(struct publisher *pub, const struct plan_entry *e, const struct item *it,
	size_t *owners, struct error *err)
{
	char *path = xstrdup(e->path), *hash = NULL;
	int rc;

	publisher_there(pub, &path);
	rc = published_others(pub->db, path, it->type, it->id, owners, &hash, err);
	if (!hash || strcmp(hash, e->old.hash) != 0)
		*owners = 0;
	free(path);
	free(hash);
	return rc;
}

/* Whether a scan passes the file by. */
static bool looks_seen(const struct plan_facts *facts, const struct plan_entry *e)
{
	const struct seen_file *seen = plan_seen(facts, e->path);

	return seen && seen->size == e->old.stamp.size && seen->mtime_ns == e->old.stamp.mtime_ns;
}

int plan_picture(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const struct gallery *g, const char *path, const struct candidate *c, struct error *err)
{
	struct plan_entry *e = plan_add(plan, PLAN_KEEP, path, c->asset_type);
	size_t owners = 0;
	bool same;

	e->new_kind = CONTENT_CACHE;
	memcpy(e->new_hash, c->content_hash, SHA256_HEX_SIZE);
	if (look(pub, facts, e, err))
		return -1;
	same = !strcmp(e->old.hash, e->new_hash);
	if (*e->old.hash && (g->shared || !same) && !plan_published(facts, path, e->old.hash) &&
		count_owners(pub, e, &plan->item, &owners, err))
		return -1;
	e->shared = same && owners > 0;
	if (same)
		return 0;
	if (is_undecided(g, path, e->old.hash)) {
		plan_warn(plan, "'%s' was replaced by somebody, and its kind is locked: it stays", path);
		return 0;
	}
	if (!*e->old.hash || is_known(facts, g, path, e->old.hash) || (owners && g->common)) {
		e->action = PLAN_WRITE;
		return size_in_cache(pub, e, err);
	}
	if (!owners) {
		plan_warn(plan, "'%s' was changed since it was scanned: it stays, until the next scan", path);
		e->unseen = looks_seen(facts, e);
	}
	return 0;
}

int plan_removal(struct plan *plan, const char *path, const char *asset_type, struct error *err)
{
	struct standing st;

	if (plan_has(plan, path))
		return 0;
	if (standing_look(path, &st, NULL, err))
		return -1;
	if (st.there)
		plan_add(plan, PLAN_REMOVE, path, asset_type)->old = st;
	return 0;
}

/* One file that the item has no more. Bytes that are no longer ours are somebody's: they stay. */
static int unpublish(
	struct publisher *pub, struct plan *plan, const struct published_file *f, struct error *err)
{
	char *path = xstrdup(f->path), *hash = NULL;
	struct plan_entry *e;
	size_t owners = 0;
	int rc;

	publisher_there(pub, &path);
	rc = published_others(pub->db, path, plan->item.type, plan->item.id, &owners, &hash, err);
	free(path);
	if (!rc && owners)
		plan_leave(plan, f->path);
	else if (!rc)
		rc = plan_removal(plan, f->path, f->asset_type, err);
	e = plan->n ? &plan->entry[plan->n - 1] : NULL;
	if (!rc && e && !strcmp(e->path, f->path) && strcmp(e->old.hash, hash ? hash : f->hash) != 0)
		e->action = PLAN_KEEP;
	free(hash);
	return rc;
}

int plan_unpublish(
	struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err)
{
	size_t i;

	for (i = 0; i < facts->npublished; i++) {
		const struct published_file *f = &facts->published[i];

		if (!strcmp(f->kind, "artwork") && f->hash && !plan_has(plan, f->path) &&
			unpublish(pub, plan, f, err))
			return -1;
	}
	return 0;
}
