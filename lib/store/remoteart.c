/* The candidates of an item that a provider offers, or a person gives; see candidate.h. */
#include <string.h>

#include "store/candidate.h"
#include "store/row.h"

enum { REMOTE_OF, REMOTE_INSERT, REMOTE_FACTS, REMOTE_DROP, REMOTE_UPLOADED, REMOTE_UPLOAD, REMOTE_COUNT };

/* What one statement inserts: of all the same item, provider and time, then eight parameters of each. */
#define AT_ONCE 8
#define PARAM_OF(i) (5 + 8 * (int)(i))
#define ROW(kind, url, preview, language, width, height, votes, average)                                     \
	"($1, $2, $" #kind ", $3, $" #url ", $" #preview ", $" #language ", $" #width ", $" #height          \
	", $" #votes ", $" #average ", $4)"
#define MORE(...) ", " ROW(__VA_ARGS__)
#define ROWS                                                                                                 \
	ROW(5, 6, 7, 8, 9, 10, 11, 12)                                                                       \
	MORE(13, 14, 15, 16, 17, 18, 19, 20)                                                                 \
	MORE(21, 22, 23, 24, 25, 26, 27, 28)                                                                 \
	MORE(29, 30, 31, 32, 33, 34, 35, 36)                                                                 \
	MORE(37, 38, 39, 40, 41, 42, 43, 44)                                                                 \
	MORE(45, 46, 47, 48, 49, 50, 51, 52)                                                                 \
	MORE(53, 54, 55, 56, 57, 58, 59, 60)                                                                 \
	MORE(61, 62, 63, 64, 65, 66, 67, 68)

static const struct db_sql statements[REMOTE_COUNT] = {
	[REMOTE_OF] =
		{"SELECT id, asset_type, provider_url, preview_url, language, width, height, "
		 "vote_count, vote_average, CASE WHEN content_hash IS NULL THEN 0 ELSE 1 END, "
		 "is_selected + is_rejected + is_downloaded FROM asset_candidates WHERE entity_type = $1 "
		 "AND entity_id = $2 AND provider = $3 AND provider_url IS NOT NULL ORDER BY id",
			NULL},
	[REMOTE_INSERT] = {"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, "
			   "provider_url, preview_url, language, width, height, vote_count, vote_average, "
			   "created_at) VALUES " ROWS " ON CONFLICT DO NOTHING",
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

/* A row that is not as the offer has it. */
struct change {
	int64_t id;
	bool gone;		  /* it is offered no more */
	struct remote_picture to; /* else: what it is to be */
};

struct offer {
	struct db *db;
	enum entity type;
	int64_t id;
	const char *provider;
	const struct remote_picture *pictures;
	size_t n;
	bool *known; /* of each picture: it has a row */
	size_t at;   /* behind the last one that was found */
	struct change *change;
	size_t nchange, alloc;
	bool changed;
};

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* The picture of a row; NULL: it is offered no more. They mostly come in the order in which they came before,
 * and so it is looked for from behind the last one on. */
static const struct remote_picture *find(struct offer *o, const char *kind, const char *url)
{
	size_t i, k;

	for (i = 0; i < o->n; i++) {
		k = (o->at + i) % o->n;
		if (!strcmp(o->pictures[k].url, url) && !strcmp(o->pictures[k].asset_type, kind)) {
			o->known[k] = true;
			o->at = k + 1;
			return &o->pictures[k];
		}
	}
	return NULL;
}

static int64_t votes(const struct remote_picture *p)
{
	return p->vote_count > 0 ? p->vote_count : 0;
}

static bool differs(struct db_stmt *st, const struct remote_picture *p)
{
	double average = db_is_null(st, 8) ? -1 : db_real(st, 8);

	return !same(db_text(st, 3), p->preview_url) || !same(db_text(st, 4), p->language) ||
	       db_int(st, 5) != p->width || db_int(st, 6) != p->height || db_int(st, 7) != votes(p) ||
	       (average != p->vote_average && (average >= 0 || p->vote_average >= 0));
}

/* What was measured counts more than what is said; what is chosen, rejected or in the cache stays. */
static void compare(struct offer *o, struct db_stmt *st)
{
	const struct remote_picture *p = find(o, db_text(st, 1), db_text(st, 2));
	bool measured = db_int(st, 9) != 0;
	struct change change = {.id = db_int(st, 0), .gone = !p};

	if (p)
		change.to = *p;
	if (p && (measured || !p->width || !p->height)) {
		change.to.width = db_int(st, 5);
		change.to.height = db_int(st, 6);
	}
	if (p ? !differs(st, &change.to) : db_int(st, 10))
		return;
	ALLOC_GROW(o->change, o->nchange + 1, o->alloc);
	o->change[o->nchange++] = change;
}

static int compare_rows(struct offer *o, struct error *err)
{
	struct db_stmt *st = stmt_of(o->db, &remoteart_sql, REMOTE_OF, o->type, o->id);
	int rc;

	db_bind_text(st, 3, o->provider);
	while ((rc = db_step(st, err)) == 1)
		compare(o, st);
	return rc;
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

static int apply(struct offer *o, const struct change *c, struct error *err)
{
	struct db_stmt *st = db_stmt(o->db, &remoteart_sql, c->gone ? REMOTE_DROP : REMOTE_FACTS);

	db_bind_int(st, 1, c->id);
	if (!c->gone)
		bind_facts(st, 2, &c->to);
	o->changed = true;
	return db_run(st, err);
}

/* Up to AT_ONCE that have no row yet. Where they are fewer the last one fills the rest, as one that was
 * offered twice is inserted once. */
static int insert(
	struct offer *o, const struct remote_picture **list, size_t n, const char *now, struct error *err)
{
	struct db_stmt *st = stmt_of(o->db, &remoteart_sql, REMOTE_INSERT, o->type, o->id);
	size_t i;

	db_bind_text(st, 3, o->provider);
	db_bind_text(st, 4, now);
	for (i = 0; i < AT_ONCE; i++) {
		const struct remote_picture *p = list[i < n ? i : n - 1];

		db_bind_text(st, PARAM_OF(i), p->asset_type);
		db_bind_text(st, PARAM_OF(i) + 1, p->url);
		bind_facts(st, PARAM_OF(i) + 2, p);
	}
	if (db_run(st, err))
		return -1;
	o->changed |= db_changes(st) > 0;
	return 0;
}

static int insert_new(struct offer *o, struct error *err)
{
	const struct remote_picture *list[AT_ONCE];
	char now[DB_INSTANT_SIZE];
	size_t i, n = 0;
	int rc = db_now(o->db, now, err);

	for (i = 0; i < o->n && !rc; i++) {
		if (o->known[i])
			continue;
		list[n++] = &o->pictures[i];
		if (n < AT_ONCE)
			continue;
		rc = insert(o, list, n, now, err);
		n = 0;
	}
	return !rc && n ? insert(o, list, n, now, err) : rc;
}

int candidates_set_remote(struct db *db, enum entity type, int64_t id, const char *provider,
	const struct remote_picture *pictures, size_t n, bool *changed, struct error *err)
{
	struct offer o = {
		.db = db, .type = type, .id = id, .provider = provider, .pictures = pictures, .n = n};
	size_t i;
	int rc;

	o.known = xcalloc(n + 1, sizeof(*o.known));
	rc = compare_rows(&o, err);
	for (i = 0; i < o.nchange && !rc; i++)
		rc = apply(&o, &o.change[i], err);
	if (!rc)
		rc = insert_new(&o, err);
	free(o.known);
	free(o.change);
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
