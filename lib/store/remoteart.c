/* The candidates of an item that a provider offers, or a person gives; see candidate.h. */
#include <string.h>

#include "store/candidate.h"
#include "store/row.h"

enum { REMOTE_INSERT, REMOTE_FACTS, REMOTE_DROP, REMOTE_UPLOADED, REMOTE_UPLOAD, REMOTE_COUNT };

static const struct db_sql statements[REMOTE_COUNT] = {
	[REMOTE_INSERT] = {"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, "
			   "provider_url, preview_url, language, width, height, vote_count, vote_average, "
			   "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		NULL},
	[REMOTE_FACTS] = {"UPDATE asset_candidates SET preview_url = $2, language = $3, width = $4, "
			  "height = $5, vote_count = $6, vote_average = $7 WHERE id = $1",
		NULL},
	[REMOTE_DROP] = {"DELETE FROM asset_candidates WHERE id = $1", NULL},
	[REMOTE_UPLOADED] = {"SELECT id FROM asset_candidates WHERE entity_type = $1 AND entity_id = $2 "
			     "AND asset_type = $3 AND provider = 'local' AND content_hash = $4 ORDER BY id",
		NULL},
	[REMOTE_UPLOAD] = {"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, "
			   "created_at) VALUES ($1, $2, $3, 'local', $4) RETURNING id",
		NULL},
};
const struct db_sqltab remoteart_sql = {"remoteart", statements, REMOTE_COUNT};

struct offer {
	struct db *db;
	enum entity type;
	int64_t id;
	const char *provider;
	struct candidate_list rows; /* all of the item, as they were */
	bool *kept;		    /* of each row: it is offered still */
	bool changed;
};

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static struct candidate *row_of(const struct offer *o, const struct remote_picture *p)
{
	size_t i;

	for (i = 0; i < o->rows.n; i++) {
		struct candidate *c = &o->rows.item[i];

		if (!strcmp(c->provider, o->provider) && same(c->provider_url, p->url) &&
			!strcmp(c->asset_type, p->asset_type))
			return c;
	}
	return NULL;
}

static int64_t votes(const struct remote_picture *p)
{
	return p->vote_count > 0 ? p->vote_count : 0;
}

/* From $param on: preview_url, language, width, height, vote_count, vote_average. */
static void bind_facts(struct db_stmt *st, int param, const struct remote_picture *p)
{
	db_bind_text(st, param, p->preview_url);
	db_bind_text(st, param + 1, p->language && *p->language ? p->language : NULL);
	bind_int_unless(st, param + 2, p->width, 0);
	bind_int_unless(st, param + 3, p->height, 0);
	bind_int_unless(st, param + 4, votes(p), 0);
	if (p->vote_average < 0)
		db_bind_null(st, param + 5);
	else
		db_bind_real(st, param + 5, p->vote_average);
}

static int insert(struct offer *o, const struct remote_picture *p, const char *now, struct error *err)
{
	struct db_stmt *st = stmt_of(o->db, &remoteart_sql, REMOTE_INSERT, o->type, o->id);

	db_bind_text(st, 3, p->asset_type);
	db_bind_text(st, 4, o->provider);
	db_bind_text(st, 5, p->url);
	bind_facts(st, 6, p);
	db_bind_text(st, 12, now);
	o->changed = true;
	return db_run(st, err);
}

/* What was measured counts more than what is said. */
static int set_facts(
	struct offer *o, const struct candidate *c, const struct remote_picture *said, struct error *err)
{
	struct remote_picture p = *said;
	struct db_stmt *st;

	if (c->content_hash || !p.width || !p.height) {
		p.width = c->width;
		p.height = c->height;
	}
	if (same(c->preview_url, p.preview_url) && same(c->language, p.language) && c->width == p.width &&
		c->height == p.height && c->vote_count == votes(&p) &&
		(c->vote_average == p.vote_average || (c->vote_average < 0 && p.vote_average < 0)))
		return 0;
	st = db_stmt(o->db, &remoteart_sql, REMOTE_FACTS);
	db_bind_int(st, 1, c->id);
	bind_facts(st, 2, &p);
	o->changed = true;
	return db_run(st, err);
}

static int drop_rest(struct offer *o, struct error *err)
{
	struct db_stmt *st;
	size_t i;

	for (i = 0; i < o->rows.n; i++) {
		const struct candidate *c = &o->rows.item[i];

		if (o->kept[i] || strcmp(c->provider, o->provider) != 0 || c->is_selected || c->is_rejected ||
			c->content_hash)
			continue;
		st = db_stmt(o->db, &remoteart_sql, REMOTE_DROP);
		db_bind_int(st, 1, c->id);
		o->changed = true;
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

static bool is_repeated(const struct remote_picture *pictures, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (!strcmp(pictures[k].url, pictures[i].url) &&
			!strcmp(pictures[k].asset_type, pictures[i].asset_type))
			return true;
	return false;
}

static int take_offer(struct offer *o, const struct remote_picture *pictures, size_t n, struct error *err)
{
	char now[DB_INSTANT_SIZE];
	size_t i;
	int rc = db_now(o->db, now, err);

	for (i = 0; i < n && !rc; i++) {
		struct candidate *c = row_of(o, &pictures[i]);

		if (is_repeated(pictures, i))
			continue;
		if (c)
			o->kept[c - o->rows.item] = true;
		rc = c ? set_facts(o, c, &pictures[i], err) : insert(o, &pictures[i], now, err);
	}
	return rc ? -1 : drop_rest(o, err);
}

int candidates_set_remote(struct db *db, enum entity type, int64_t id, const char *provider,
	const struct remote_picture *pictures, size_t n, bool *changed, struct error *err)
{
	struct offer o = {.db = db, .type = type, .id = id, .provider = provider};
	int rc;

	if (candidates_of(db, type, id, &o.rows, err))
		return -1;
	o.kept = xcalloc(o.rows.n + 1, sizeof(*o.kept));
	rc = take_offer(&o, pictures, n, err);
	free(o.kept);
	candidate_list_release(&o.rows);
	if (!rc)
		*changed = o.changed;
	return rc;
}

struct upload {
	enum entity type;
	int64_t item;
	const char *asset_type;
	const struct cache_object *object;
	int64_t id;
};

/* 1 with u->id: these bytes are a candidate of the kind already; 0; -1. */
static int find_upload(struct db *db, struct upload *u, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &remoteart_sql, REMOTE_UPLOADED, u->type, u->item);
	int rc;

	db_bind_text(st, 3, u->asset_type);
	db_bind_text(st, 4, u->object->content_hash);
	rc = db_step(st, err);
	if (rc == 1)
		u->id = db_int(st, 0);
	db_reset(st);
	return rc;
}

static int add_upload(struct db *db, void *ctx, struct error *err)
{
	struct upload *u = ctx;
	struct db_stmt *st;
	int rc = cache_object_add(db, u->object, err) ? -1 : find_upload(db, u, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	st = stmt_of(db, &remoteart_sql, REMOTE_UPLOAD, u->type, u->item);
	db_bind_text(st, 3, u->asset_type);
	if (bind_now(db, st, 4, err) || db_step(st, err) != 1)
		return -1;
	u->id = db_int(st, 0);
	db_reset(st);
	return candidate_set_object(db, u->id, u->object, err);
}

int candidate_upload(struct db *db, enum entity type, int64_t item, const char *asset_type,
	const struct cache_object *object, int64_t *id, struct error *err)
{
	struct upload u = {type, item, asset_type, object, 0};

	if (db_transact(db, DB_WRITE_FULL, add_upload, &u, err))
		return -1;
	*id = u.id;
	return 0;
}
