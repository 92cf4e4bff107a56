/* Taking over what is in an NFO; see takeover.h. */
#include <stdlib.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/takeover.h"
#include "store/nfotext.h"
#include "store/seen.h"

struct takeover {
	struct plan *plan;
	char hash[SHA256_HEX_SIZE];
	struct item_save what;
};

static int save(struct db *db, void *ctx, struct error *err)
{
	struct takeover *t = ctx;
	const struct item *it = &t->plan->item;
	const struct strbuf *nfo = &t->plan->nfo_old;

	if (t->plan->nfo_found &&
		(nfotext_put(db, t->hash, nfo->buf, nfo->len, err) ||
			nfo_version_add(db, it->type, it->id, t->hash, it->nfo_path, NFO_FILE, 0, err)))
		return -1;
	return item_save(db, it, &t->what, err) < 0 ? -1 : 0;
}

/* The database's paths and not this machine's go into the item's row. */
int takeover_save(struct publisher *pub, struct plan *plan, struct error *err)
{
	struct takeover t = {.plan = plan, .what = {.fields = plan->absorbed, .unpublished = true}};
	struct item *it = &plan->item;
	int rc;

	if (plan->nfo_found) {
		sha256_hex(plan->nfo_old.buf, plan->nfo_old.len, t.hash);
		free(it->nfo_hash);
		it->nfo_hash = xstrdup(t.hash);
		free(it->nfo_path);
		it->nfo_path = xstrdup(plan->nfo_found);
		it->naming = place_naming_of(plan->nfo_found);
	}
	publisher_there(pub, &it->file_path);
	publisher_there(pub, &it->nfo_path);
	rc = db_transact(pub->db, DB_WRITE, save, &t, err);
	publisher_here(pub, &it->file_path);
	publisher_here(pub, &it->nfo_path);
	if (!rc)
		it->revision = t.what.revision;
	return rc;
}

struct leaving {
	const struct publisher *pub;
	const struct plan *plan;
};

static int leave(struct db *db, void *ctx, struct error *err)
{
	const struct leaving *l = ctx;
	size_t i;

	for (i = 0; i < l->plan->n; i++) {
		const struct plan_entry *e = &l->plan->entry[i];
		const char *path = e->unseen ? path_relative(e->path, l->pub->root) : NULL;

		if (path && seen_forget_file(db, l->plan->item.library_id, path, err))
			return -1;
	}
	return 0;
}

int takeover_leave(struct publisher *pub, const struct plan *plan, struct error *err)
{
	struct leaving l = {pub, plan};
	bool any = false;
	size_t i;

	for (i = 0; i < plan->n; i++)
		any |= plan->entry[i].unseen;
	return any ? db_transact(pub->db, DB_WRITE, leave, &l, err) : 0;
}
