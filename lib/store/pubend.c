/* The ends of a publish: what is done about it, and in one commit for many; see publog.h. */
#include <inttypes.h>

#include "core/json.h"
#include "store/nfotext.h"
#include "store/pubparts.h"
#include "store/row.h"

/* One statement for each kind of item, in the order of enum entity, where ENTITY_COUNT is added. */
enum {
	END_ITEM_DONE,
	END_ITEM_SAME = END_ITEM_DONE + ENTITY_COUNT,
	END_EPISODES_OF_NFO = END_ITEM_SAME + ENTITY_COUNT,
	END_DONE,
	END_FAILED,
	END_JOURNAL_DROP,
	END_DISPLACED_DROP,
	END_LIBRARY_PATH,
	END_COUNT
};

/* Why nobody knows which one it is stays with the item; a failure is over. */
#define REASON "CASE WHEN state IN ('needs_identification', 'published') THEN error_message END"
/* An item that changed since it was planned stays unpublished; so does one that was not planned from its
 * values. */
#define ITEM_DONE(table)                                                                                     \
	{                                                                                                    \
		"UPDATE " table                                                                              \
		" SET last_published_at = CASE WHEN CAST($6 AS BIGINT) < 0 THEN last_published_at "          \
		"ELSE $2 END, nfo_path = COALESCE($3, nfo_path), "                                           \
		"naming = COALESCE($4, naming), nfo_hash = COALESCE($5, nfo_hash), "                         \
		"published_nfo_hash = COALESCE($5, published_nfo_hash), "                                    \
		"state = CASE WHEN revision = $6 THEN 'published' ELSE state END, "                          \
		"error_message = CASE WHEN revision = $6 THEN " REASON " ELSE error_message END, "           \
		"has_unpublished_changes = CASE WHEN revision = $6 THEN 0 ELSE has_unpublished_changes END " \
		"WHERE id = $1",                                                                             \
			NULL                                                                                 \
	}
#define ITEM_SAME(table)                                                                                     \
	{                                                                                                    \
		"UPDATE " table " SET last_published_at = $2, nfo_path = COALESCE($3, nfo_path), "           \
		"naming = COALESCE($4, naming), nfo_hash = COALESCE($5, nfo_hash), "                         \
		"published_nfo_hash = COALESCE($5, published_nfo_hash), state = 'published', "               \
		"error_message = " REASON ", has_unpublished_changes = 0 "                                   \
		"WHERE id = $1 AND (state <> 'published' OR has_unpublished_changes = 1)",                   \
			NULL                                                                                 \
	}

static const struct db_sql statements[END_COUNT] = {
	[END_ITEM_DONE] = ITEM_DONE("movies"),
	ITEM_DONE("series"),
	ITEM_DONE("seasons"),
	ITEM_DONE("episodes"),
	[END_ITEM_SAME] = ITEM_SAME("movies"),
	ITEM_SAME("series"),
	ITEM_SAME("seasons"),
	ITEM_SAME("episodes"),
	[END_EPISODES_OF_NFO] = {"UPDATE episodes SET nfo_hash = $2 WHERE nfo_path = $1 AND id <> $3", NULL},
	[END_DONE] =
		{"UPDATE publish_log SET open = 0, success = 1, error_message = NULL, published_at = $2, "
		 "published_by = $3, assets_published = $4 WHERE id = $1 AND open = 1",
			NULL},
	[END_FAILED] = {"UPDATE publish_log SET open = 0, success = 0, error_message = $2 "
			"WHERE id = $1 AND open = 1",
		NULL},
	[END_JOURNAL_DROP] = {"DELETE FROM publish_journal WHERE publish_id = $1", NULL},
	[END_DISPLACED_DROP] = {"DELETE FROM displaced_files WHERE publish_id = $1", NULL},
	[END_LIBRARY_PATH] = {"SELECT path FROM libraries WHERE id = $1", NULL},
};
const struct db_sqltab pubend_sql = {"pubend", statements, END_COUNT};

static struct db_stmt *of_publish(struct db *db, int index, int64_t publish_id)
{
	struct db_stmt *st = db_stmt(db, &pubend_sql, index);

	db_bind_int(st, 1, publish_id);
	return st;
}

/* The pictures that the journal wrote, as JSON. */
static void assets_json(const struct publish *p, struct strbuf *out)
{
	struct jsonw w;
	size_t i;

	jsonw_init(&w, out);
	jsonw_array(&w);
	for (i = 0; i < p->nrow; i++) {
		if (p->row[i].action != JOURNAL_WRITE || !p->row[i].asset_type)
			continue;
		jsonw_object(&w);
		jsonw_kstr(&w, "type", p->row[i].asset_type);
		jsonw_kstr(&w, "path", p->row[i].path);
		jsonw_kstr(&w, "hash", p->row[i].new_hash);
		jsonw_end(&w);
	}
	jsonw_end(&w);
}

struct dropping {
	const struct publish *p;
	const char *reason;
};

struct nothing {
	const struct publish_end *end;
	bool written;
};

static int not_open(const struct publish *p, struct error *err)
{
	return error_set(err, ERR_CHANGED, "publish %" PRId64 " is not open any more", p->id);
}

static int close_log(struct db *db, const struct publish_end *e, const char *now, struct error *err)
{
	struct strbuf assets = STRBUF_INIT;
	struct db_stmt *st = of_publish(db, END_DONE, e->p->id);
	int rc;

	assets_json(e->p, &assets);
	db_bind_text(st, 2, now);
	db_bind_text(st, 3, e->result.by);
	db_bind_text(st, 4, assets.buf);
	rc = db_run(st, err);
	strbuf_release(&assets);
	if (rc)
		return -1;
	return db_changes(st) ? 0 : not_open(e->p, err);
}

/* The statements END_ITEM_DONE and END_ITEM_SAME, but for the former's revision. */
static struct db_stmt *item_statement(struct db *db, int index, const struct publish_end *e, const char *now)
{
	const struct publish *p = e->p;
	struct db_stmt *st = of_publish(db, index + (int)p->type, p->entity_id);

	db_bind_text(st, 2, now);
	db_bind_text(st, 3, e->result.nfo_path);
	db_bind_text(st, 4, naming_name(e->result.naming));
	db_bind_text(st, 5, p->nfo_hash && *p->nfo_hash ? p->nfo_hash : NULL);
	return st;
}

/* The other episodes of the file have seen the bytes that are their NFO's now, too. */
static int finish_neighbours(struct db *db, const struct publish_end *e, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &pubend_sql, END_EPISODES_OF_NFO);

	if (!e->result.nfo_path || !e->p->nfo_hash)
		return 0;
	db_bind_text(st, 1, e->result.nfo_path);
	db_bind_text(st, 2, e->p->nfo_hash);
	db_bind_int(st, 3, e->p->entity_id);
	return db_run(st, err);
}

static int finish_item(struct db *db, const struct publish_end *e, const char *now, struct error *err)
{
	struct db_stmt *st = item_statement(db, END_ITEM_DONE, e, now);

	db_bind_int(st, 6, e->p->revision);
	if (db_run(st, err))
		return -1;
	return e->p->type == ENTITY_EPISODE ? finish_neighbours(db, e, err) : 0;
}

/* Appends the absolute path of the publish's library. */
static int library_path(struct db *db, const struct publish *p, struct strbuf *out, struct error *err)
{
	struct db_stmt *st = of_publish(db, END_LIBRARY_PATH, p->library_id);
	int rc = db_step(st, err);

	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(err, ERR_NOT_FOUND, "there is no library %" PRId64, p->library_id);
	strbuf_addstr(out, db_text(st, 0));
	db_reset(st);
	return 0;
}

static bool writes_nfo(const struct publish *p)
{
	size_t i;

	for (i = 0; i < p->nrow; i++)
		if (p->row[i].action == JOURNAL_WRITE && !p->row[i].asset_type)
			return true;
	return false;
}

/* What was put back is a version again only if its NFO was. */
static int add_version(struct db *db, const struct publish_end *e, struct error *err)
{
	const struct publish *p = e->p;
	bool again = p->revision == PUBLISH_NO_REVISION;

	if (!e->result.nfo_path || !p->nfo_hash || !*p->nfo_hash || (again && !writes_nfo(p)))
		return 0;
	return nfo_version_published(
		db, p->type, p->entity_id, p->nfo_hash, e->result.nfo_path, p->id, again, err);
}

static int finish_published(
	struct db *db, const struct publish_end *e, const char *root, const char *now, struct error *err)
{
	return finish_item(db, e, now, err) || publog_finish_files(db, e, root, now, err) ||
			       add_version(db, e, err)
		       ? -1
		       : 0;
}

static int finish_one(struct db *db, const struct publish_end *e, const char *now, struct error *err)
{
	struct strbuf root = STRBUF_INIT;
	int rc = -1;

	if (!close_log(db, e, now, err) && !library_path(db, e->p, &root, err) &&
		!(e->p->revision == PUBLISH_ORIGINAL ? original_finish(db, e, root.buf, err)
						     : finish_published(db, e, root.buf, now, err)))
		rc = db_run(of_publish(db, END_JOURNAL_DROP, e->p->id), err);
	strbuf_release(&root);
	return rc;
}

struct finishing {
	const struct publish_end *end;
	size_t n;
};

static int finish(struct db *db, void *ctx, struct error *err)
{
	const struct finishing *f = ctx;
	char now[DB_INSTANT_SIZE];
	size_t i;

	if (db_now(db, now, err))
		return -1;
	for (i = 0; i < f->n; i++)
		if (finish_one(db, &f->end[i], now, err))
			return -1;
	return 0;
}

int publog_finish_all(struct db *db, const struct publish_end *end, size_t n, struct error *err)
{
	struct finishing f = {end, n};

	return db_transact(db, DB_WRITE_FULL, finish, &f, err);
}

int publog_finish(
	struct db *db, const struct publish *p, const struct publish_result *result, struct error *err)
{
	struct publish_end end = {p, *result};

	return publog_finish_all(db, &end, 1, err);
}

static int drop(struct db *db, void *ctx, struct error *err)
{
	const struct dropping *d = ctx;
	struct db_stmt *st = of_publish(db, END_FAILED, d->p->id);

	db_bind_text(st, 2, d->reason);
	if (db_run(st, err))
		return -1;
	if (!db_changes(st))
		return not_open(d->p, err);
	if (db_run(of_publish(db, END_JOURNAL_DROP, d->p->id), err))
		return -1;
	return db_run(of_publish(db, END_DISPLACED_DROP, d->p->id), err);
}

int publog_drop(struct db *db, const struct publish *p, const char *reason, struct error *err)
{
	struct dropping d = {p, reason};

	return db_transact(db, DB_WRITE_FULL, drop, &d, err);
}

static int nothing(struct db *db, void *ctx, struct error *err)
{
	struct nothing *n = ctx;
	char now[DB_INSTANT_SIZE];
	struct db_stmt *st;

	if (publog_check(db, n->end->p, err) || db_now(db, now, err))
		return -1;
	st = item_statement(db, END_ITEM_SAME, n->end, now);
	if (db_run(st, err))
		return -1;
	n->written = db_changes(st) > 0;
	return n->written ? add_version(db, n->end, err) : 0;
}

int publog_nothing(
	struct db *db, const struct publish *p, const struct publish_result *result, struct error *err)
{
	struct publish_end end = {p, *result};
	struct nothing n = {&end, false};

	if (db_transact(db, DB_WRITE, nothing, &n, err))
		return -1;
	return n.written;
}
