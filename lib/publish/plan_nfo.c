/* Which NFO an item has, and where it goes; see plan.h. What its bytes should be is in plan_nfo_edit.c. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/plan_parts.h"
#include "store/absorb.h"

/* Where its NFO stands: where it was seen, else where a player looks first; 1 and plan->nfo_path, or 0 for
 * none. */
static int find_nfo(struct plan *plan, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	struct file_stamp stamp;
	enum naming namings[2];
	size_t i, n = place_namings(&plan->place, namings);
	int there = 0;

	if (plan->item.nfo_path) {
		strbuf_addstr(&path, plan->item.nfo_path);
		plan->naming = plan->item.naming;
		there = file_stamp(path.buf, &stamp, err);
	}
	for (i = 0; i < n && there == 0; i++) {
		strbuf_clear(&path);
		place_nfo(&plan->place, namings[i], &path);
		plan->naming = namings[i];
		there = file_stamp(path.buf, &stamp, err);
	}
	if (there == 1) {
		plan->nfo_found = xstrdup(path.buf);
		plan->nfo_path = strbuf_detach(&path, NULL);
	}
	strbuf_release(&path);
	return there;
}

/* Where a new one goes: named as before, else as the library says. */
static void new_path(struct publisher *pub, struct plan *plan)
{
	struct strbuf path = STRBUF_INIT;
	enum naming namings[2];

	plan->naming = plan->item.naming;
	if (plan->naming == NAMING_UNKNOWN || place_renames(&plan->place, pub) ||
		place_namings(&plan->place, namings) < 2)
		plan->naming = place_naming(&plan->place, pub->lib);
	place_nfo(&plan->place, plan->naming, &path);
	plan->nfo_path = strbuf_detach(&path, NULL);
}

/* An NFO that goes, with its bytes. Nothing is added when none is there. 1 it was, 0, -1. */
static int remove_nfo(struct plan *plan, const char *path, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct plan_entry *e;
	struct standing st;
	int rc = standing_look(path, &st, &bytes, err);

	if (!rc && st.there) {
		e = plan_add(plan, PLAN_REMOVE, path, NULL);
		e->old = st;
		strbuf_addbuf(&e->old_bytes, &bytes);
		rc = 1;
	}
	strbuf_release(&bytes);
	return rc;
}

/* The NFO goes to the name that the library's naming gives it, as it is or as it shall be. */
static int rename_nfo(struct publisher *pub, struct plan *plan, struct error *err)
{
	struct plan_entry *e = &plan->entry[plan->n - 1];
	struct strbuf path = STRBUF_INIT;
	int rc = 0;

	plan->naming = place_naming(&plan->place, pub->lib);
	place_nfo(&plan->place, plan->naming, &path);
	if (strcmp(path.buf, plan->nfo_path) != 0) {
		free(plan->nfo_path);
		free(e->path);
		plan->nfo_path = xstrdup(path.buf);
		e->path = xstrdup(path.buf);
		e->action = PLAN_WRITE;
		rc = standing_look(e->path, &e->old, &e->old_bytes, err);
		if (!rc)
			rc = remove_nfo(plan, plan->nfo_found, err);
	}
	strbuf_release(&path);
	return rc < 0 ? -1 : 0;
}

/* movie.nfo would be read in place of ours: it goes, when it is not ours. */
static int remove_rival(struct plan *plan, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	int rc = 0;

	if (plan->naming != NAMING_LONG || !plan->place.alone)
		return 0;
	place_nfo(&plan->place, NAMING_SHORT, &path);
	if (!plan_has(plan, path.buf))
		rc = remove_nfo(plan, path.buf, err);
	if (rc == 1)
		plan_warn(plan, "'%s' would be read in place of '%s': it is removed and kept in the database",
			path.buf, path_base(plan->nfo_path));
	strbuf_release(&path);
	return rc < 0 ? -1 : 0;
}

static bool same_hash(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

int plan_nfo_same(struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err)
{
	const struct item *it = &plan->item;
	struct standing st;
	struct plan_entry *e;

	if (!it->nfo_path || it->has_unpublished_changes || strcmp(it->state, "published") != 0 ||
		!same_hash(it->nfo_hash, it->published_nfo_hash) ||
		(plan->place.alone && it->naming != NAMING_SHORT) ||
		(place_renames(&plan->place, pub) && place_naming(&plan->place, pub->lib) != NAMING_SHORT))
		return 0;
	if (standing_look_seen(pub, it->nfo_path, plan_seen(facts, it->nfo_path), &st, err))
		return -1;
	if (strcmp(st.hash, it->nfo_hash) != 0)
		return 0;
	plan->nfo_path = xstrdup(it->nfo_path);
	plan->naming = it->naming;
	e = plan_add(plan, PLAN_KEEP, it->nfo_path, NULL);
	e->old = st;
	memcpy(e->new_hash, st.hash, sizeof(e->new_hash));
	e->new_kind = CONTENT_NFO;
	return 1;
}

int plan_nfo(struct publisher *pub, struct plan *plan, struct error *err)
{
	struct plan_entry *e;
	int found;

	if (!plan->place.has_nfo)
		return 0;
	found = find_nfo(plan, err);
	if (found < 0)
		return -1;
	if (!found)
		new_path(pub, plan);
	e = plan_add(plan, PLAN_WRITE, plan->nfo_path, NULL);
	if (standing_look(e->path, &e->old, &plan->nfo_old, err))
		return -1;
	if (!found)
		absorb_no_nfo(&plan->item, &plan->absorbed);
	if (e->old.there && !e->old.empty_link ? plan_nfo_edit(pub, plan, e, err)
					       : (plan->base ? plan_nfo_edit_base(pub, plan, err)
							     : plan_nfo_add(pub, plan, "", 0, err)) < 0)
		return -1;
	strbuf_addbuf(&e->old_bytes, &plan->nfo_old);
	sha256_hex(plan->nfo.buf, plan->nfo.len, e->new_hash);
	e->new_kind = CONTENT_NFO;
	e->new_size = (int64_t)plan->nfo.len;
	if (found && place_renames(&plan->place, pub) && rename_nfo(pub, plan, err))
		return -1;
	return remove_rival(plan, err);
}
