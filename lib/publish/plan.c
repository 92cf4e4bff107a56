/* The plan of a publish; see plan.h. What the NFO and the artwork should be is in plan_nfo.c and plan_art.c.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/plan.h"
#include "store/candidate.h"
#include "store/complete.h"
#include "store/sets.h"

struct plan_entry *plan_add(
	struct plan *plan, enum plan_action action, const char *path, const char *asset_type)
{
	struct plan_entry *e;

	ALLOC_GROW(plan->entry, plan->n + 1, plan->alloc);
	e = &plan->entry[plan->n++];
	memset(e, 0, sizeof(*e));
	e->action = action;
	strbuf_init(&e->old_bytes);
	strbuf_init(&e->new_bytes);
	e->path = xstrdup(path);
	e->asset_type = xstrdup_or_null(asset_type);
	return e;
}

void plan_warn(struct plan *plan, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT, safe = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	strbuf_add_escaped(&safe, text.buf, text.len);
	strbuf_release(&text);
	ALLOC_GROW(plan->warning, plan->nwarning + 1, plan->awarning);
	plan->warning[plan->nwarning++] = strbuf_detach(&safe, NULL);
}

void plan_init(struct plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	strbuf_init(&plan->nfo_old);
	strbuf_init(&plan->nfo);
}

int plan_read_item(struct publisher *pub, struct plan *plan, enum entity type, int64_t id, unsigned parts,
	struct error *err)
{
	int rc;

	item_release(&plan->item);
	place_release(&plan->place);
	rc = item_load(pub->db, type, id, parts, &plan->item, err);
	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no %s:%lld", entity_name(type), (long long)id);
	return rc == 1 ? place_of(pub, &plan->item, &plan->place, err) : -1;
}

void plan_come_here(struct publisher *pub, struct plan *plan)
{
	publisher_here(pub, &plan->item.file_path);
	publisher_here(pub, &plan->item.nfo_path);
}

void plan_release(struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n; i++) {
		free(plan->entry[i].path);
		free(plan->entry[i].asset_type);
		strbuf_release(&plan->entry[i].old_bytes);
		strbuf_release(&plan->entry[i].new_bytes);
	}
	for (i = 0; i < plan->nwarning; i++)
		free(plan->warning[i]);
	for (i = 0; i < plan->nleft; i++)
		free(plan->left[i]);
	free(plan->left);
	free(plan->entry);
	free(plan->warning);
	place_release(&plan->place);
	free(plan->nfo_path);
	free(plan->nfo_found);
	strbuf_release(&plan->nfo_old);
	strbuf_release(&plan->nfo);
	item_release(&plan->item);
	memset(plan, 0, sizeof(*plan));
}

bool plan_has(const struct plan *plan, const char *path)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (!strcmp(plan->entry[i].path, path))
			return true;
	return false;
}

const struct strbuf *plan_nfo_bytes(const struct plan *plan, const struct plan_entry *e)
{
	return e->new_bytes.len ? &e->new_bytes : &plan->nfo;
}

bool plan_is_empty(const struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (plan->entry[i].action != PLAN_KEEP)
			return false;
	return true;
}

void plan_leave(struct plan *plan, const char *path)
{
	ALLOC_GROW(plan->left, plan->nleft + 1, plan->aleft);
	plan->left[plan->nleft++] = xstrdup(path);
}

bool plan_reassigns(const struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (plan->entry[i].shared)
			return true;
	return plan->nleft > 0;
}

const struct seen_file *plan_seen(const struct plan_facts *facts, const char *path)
{
	const char *name = path_relative(path, facts->seen_dir);
	size_t i;

	for (i = 0; name && i < facts->seen->n; i++)
		if (!strcmp(facts->seen->item[i].name, name))
			return &facts->seen->item[i];
	return NULL;
}

struct snapshot {
	struct publisher *pub;
	enum entity type;
	int64_t id;
	unsigned parts; /* of the item */
	struct plan *plan;
	struct candidate_list candidates, set_candidates;
	char *set_name; /* NULL: it is in none */
	struct published_file *published;
	size_t npublished;
	struct seen_list seen;
	struct strbuf seen_dir; /* the folder that their names are relative to */
	struct complete_rule rule;
	bool has_rule;
};

static void snapshot_release(struct snapshot *s)
{
	candidate_list_release(&s->candidates);
	candidate_list_release(&s->set_candidates);
	free(s->set_name);
	s->set_name = NULL;
	published_free(s->published, s->npublished);
	seen_list_release(&s->seen);
	s->published = NULL;
	s->npublished = 0;
}

/* The rows of scan_files among which those of the item's folder are. */
static int read_seen(struct db *db, struct snapshot *s, struct error *err)
{
	const struct plan *plan = s->plan;
	struct strbuf inside = STRBUF_INIT, folder = STRBUF_INIT;
	const char *relative = path_relative(plan->place.dir, s->pub->root), *name;
	int rc;

	path_join(&inside, relative ? relative : "", "any");
	rc = seen_place(db, plan->item.library_id, inside.buf, &folder, &name, err);
	if (!rc)
		rc = seen_files(db, plan->item.library_id, folder.buf, &s->seen, err);
	strbuf_clear(&s->seen_dir);
	path_join(&s->seen_dir, s->pub->root, folder.buf);
	strbuf_release(&inside);
	strbuf_release(&folder);
	return rc;
}

/* The set that a film is in: what its NFO says of it, and its pictures. */
static int read_set(struct db *db, struct snapshot *s, struct error *err)
{
	struct plan *plan = s->plan;
	int64_t id;
	int rc = 0;

	if (s->type == ENTITY_MOVIE && s->parts & ITEM_META &&
		set_words(db, s->id, &plan->item.meta, &plan->set_follows, err))
		return -1;
	rc = s->pub->sets && s->type == ENTITY_MOVIE ? set_of_movie(db, s->id, &id, &s->set_name, err) : 0;

	return rc == 1 ? candidates_of(db, ENTITY_SET, id, &s->set_candidates, err) : rc;
}

static int read_snapshot(struct db *db, void *ctx, struct error *err)
{
	struct snapshot *s = ctx;
	int rc;

	snapshot_release(s);
	if (plan_read_item(s->pub, s->plan, s->type, s->id, s->parts, err) ||
		candidates_of(db, s->type, s->id, &s->candidates, err) || read_set(db, s, err) ||
		published_of(db, s->type, s->id, &s->published, &s->npublished, err))
		return -1;
	rc = complete_load(db, s->type, &s->rule, err);
	s->has_rule = rc == 1;
	return rc < 0 ? -1 : read_seen(db, s, err);
}

/* Everything that was loaded, in this machine's paths. */
static void come_here(struct snapshot *s)
{
	size_t i;

	plan_come_here(s->pub, s->plan);
	for (i = 0; i < s->candidates.n; i++)
		publisher_here(s->pub, &s->candidates.item[i].local_path);
	for (i = 0; i < s->set_candidates.n; i++)
		publisher_here(s->pub, &s->set_candidates.item[i].local_path);
	for (i = 0; i < s->npublished; i++)
		publisher_here(s->pub, &s->published[i].path);
}

/* States that a publish does not take, and a video or folder that is not there. */
static int check_item(struct plan *plan, struct error *err)
{
	struct file_stamp stamp;
	const struct item *it = &plan->item;
	const char *path = plan->place.base ? it->file_path : plan->place.nfo_dir;
	int there;

	if (!strncmp(it->state, "error_", 6))
		return error_set(err, ERR_BAD_VALUE, "'%s' is in state %s: %s", path, it->state,
			it->error_message ? it->error_message : "no message");
	there = file_stamp(path, &stamp, err);
	if (there < 0)
		return -1;
	if (!there)
		return error_set(err, ERR_NOT_FOUND, "'%s' is not there: scan the library first", path);
	return 0;
}

static struct plan_facts facts_of(const struct snapshot *s)
{
	return (struct plan_facts){.candidates = &s->candidates,
		.set_candidates = &s->set_candidates,
		.set_name = s->set_name,
		.published = s->published,
		.npublished = s->npublished,
		.seen = &s->seen,
		.seen_dir = s->seen_dir.buf};
}

/* A snapshot with so much of the item, in this machine's paths; the item may be published. */
static int take_snapshot(struct snapshot *s, unsigned parts, struct error *err)
{
	s->parts = parts;
	if (db_transact(s->pub->db, DB_READ, read_snapshot, s, err))
		return -1;
	come_here(s);
	return check_item(s->plan, err);
}

/* All of the item, for a plan that looks at every field; changed as the base has it. */
static int take_whole(struct snapshot *s, const struct plan_base *base, struct error *err)
{
	s->plan->base = base ? base->nfo : NULL;
	if (take_snapshot(s, ITEM_ALL, err))
		return -1;
	return base && base->change ? base->change(s->pub->db, &s->plan->item, &s->candidates, base->ctx, err)
				    : 0;
}

/* What rules are for: an item that is published and has not changed was judged before. */
static bool is_due(const struct item *it)
{
	return it->has_unpublished_changes || strcmp(it->state, "published") != 0;
}

int plan_make_from(struct publisher *pub, enum entity type, int64_t id, const struct plan_base *base,
	struct plan *out, struct error *err)
{
	struct snapshot s = {.pub = pub, .type = type, .id = id, .plan = out, .seen_dir = STRBUF_INIT};
	struct plan_facts facts;
	int rc = -1, same = 0;

	plan_init(out);
	/* Most items have been published and have not changed: their row and the stamps of their files say
	 * so. */
	if (!base) {
		if (take_snapshot(&s, ITEM_ROW, err))
			goto out;
		facts = facts_of(&s);
		same = plan_nfo_same(pub, out, &facts, err);
	}
	if (same < 0 || (!same && take_whole(&s, base, err)))
		goto out;
	facts = facts_of(&s);
	if (!base && s.has_rule && is_due(&out->item) && plan_complete(out, &s.rule, &s.candidates, err))
		goto out;
	rc = plan_artwork(pub, out, &facts, err) || (!same && plan_nfo(pub, out, err)) || plan_check(out, err)
		     ? -1
		     : 0;
out:
	snapshot_release(&s);
	strbuf_release(&s.seen_dir);
	return rc;
}

int plan_make(struct publisher *pub, enum entity type, int64_t id, struct plan *out, struct error *err)
{
	return plan_make_from(pub, type, id, NULL, out, err);
}
