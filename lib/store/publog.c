/* The first commit of a publish; how it ends is in pubend.c, and reading in pubread.c. See publog.h. */
#include <inttypes.h>

#include "store/pubparts.h"
#include "store/row.h"

/* One statement for each kind of item, in the order of enum entity, where ENTITY_COUNT is added. */
enum { PUB_REVISION, PUB_OPEN = PUB_REVISION + ENTITY_COUNT, PUB_JOURNAL_ADD, PUB_DISPLACED_ADD, PUB_COUNT };

#define REVISION(table)                                                                                      \
	{                                                                                                    \
		"SELECT revision FROM " table " WHERE id = $1", NULL                                         \
	}

static const struct db_sql statements[PUB_COUNT] = {
	[PUB_REVISION] = REVISION("movies"),
	REVISION("series"),
	REVISION("seasons"),
	REVISION("episodes"),
	[PUB_OPEN] =
		{"INSERT INTO publish_log (entity_type, entity_id, library_id, folder, revision, nfo_hash, "
		 "published_at, success, open) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1) RETURNING id",
			NULL},
	[PUB_JOURNAL_ADD] =
		{"INSERT INTO publish_journal (publish_id, seq, library_id, path, action, old_hash, "
		 "new_hash, old_kind, new_kind, temp_path, asset_type, created_at) "
		 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
			NULL},
	[PUB_DISPLACED_ADD] =
		{"INSERT INTO displaced_files (publish_id, library_id, path, existed, hash, kind, "
		 "mode, uid, gid, owner, file_group, mtime_ns, xattrs, link_text, is_dir, "
		 "created_by_us, displaced_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
		 "$11, $12, $13, $14, $15, CASE WHEN CAST($17 AS BIGINT) = 1 OR EXISTS (SELECT 1 "
		 "FROM published_files f WHERE f.path = $3) THEN 1 ELSE 0 END, $16)",
			NULL},
};
const struct db_sqltab publog_sql = {"publog", statements, PUB_COUNT};

static const char *const actions[] = {"write", "remove", "mkdir"};
static const char *const kinds[] = {NULL, "nfo", "cache"};

static struct db_stmt *of_publish(struct db *db, int index, int64_t publish_id)
{
	struct db_stmt *st = db_stmt(db, &publog_sql, index);

	db_bind_int(st, 1, publish_id);
	return st;
}

/* Whether the item is the one that was planned: 1; 0: it changed, or is gone; -1. */
static int is_as_planned(struct db *db, const struct publish *p, struct error *err)
{
	struct db_stmt *st = of_publish(db, PUB_REVISION + (int)p->type, p->entity_id);
	int rc = db_step(st, err);

	if (rc != 1)
		return rc;
	rc = p->revision < 0 || db_int(st, 0) == p->revision;
	db_reset(st);
	return rc;
}

static int changed(const struct publish *p, struct error *err)
{
	return error_set(
		err, ERR_CHANGED, "%s:%" PRId64 " was changed meanwhile", entity_name(p->type), p->entity_id);
}

int publog_check(struct db *db, const struct publish *p, struct error *err)
{
	int rc = is_as_planned(db, p, err);

	return rc == 0 ? changed(p, err) : rc == 1 ? 0 : -1;
}

static int add_journal_row(
	struct db *db, const struct publish *p, int64_t id, size_t seq, const char *now, struct error *err)
{
	const struct journal_row *row = &p->row[seq];
	struct db_stmt *st = of_publish(db, PUB_JOURNAL_ADD, id);

	db_bind_int(st, 2, (int64_t)seq);
	db_bind_int(st, 3, p->library_id);
	db_bind_text(st, 4, row->path);
	db_bind_text(st, 5, actions[row->action]);
	db_bind_text(st, 6, row->old_hash);
	db_bind_text(st, 7, row->new_hash);
	db_bind_text(st, 8, kinds[row->old_kind]);
	db_bind_text(st, 9, kinds[row->new_kind]);
	db_bind_text(st, 10, row->temp_path);
	db_bind_text(st, 11, row->asset_type);
	db_bind_text(st, 12, now);
	return db_run(st, err);
}

static int add_displaced(struct db *db, const struct publish *p, int64_t id, const struct displaced *d,
	const char *now, struct error *err)
{
	struct db_stmt *st = of_publish(db, PUB_DISPLACED_ADD, id);

	db_bind_int(st, 2, p->library_id);
	db_bind_text(st, 3, d->path);
	db_bind_int(st, 4, d->existed);
	db_bind_text(st, 5, d->hash);
	db_bind_text(st, 6, kinds[d->kind]);
	db_bind_int(st, 7, d->mode);
	db_bind_int(st, 8, d->uid);
	db_bind_int(st, 9, d->gid);
	db_bind_text(st, 10, d->owner);
	db_bind_text(st, 11, d->file_group);
	db_bind_int(st, 12, d->mtime_ns);
	db_bind_text(st, 13, d->xattrs);
	db_bind_text(st, 14, d->link_text);
	db_bind_int(st, 15, d->is_dir);
	db_bind_text(st, 16, now);
	/* What is put back where it is missing was there before, by us or as it was found. */
	db_bind_int(st, 17, p->revision == PUBLISH_NO_REVISION && !d->is_dir);
	return db_run(st, err);
}

static int open_log(struct db *db, const struct publish *p, const char *now, int64_t *id, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &publog_sql, PUB_OPEN, p->type, p->entity_id);

	db_bind_int(st, 3, p->library_id);
	db_bind_text(st, 4, p->folder);
	db_bind_int(st, 5, p->revision);
	db_bind_text(st, 6, p->nfo_hash ? p->nfo_hash : "");
	db_bind_text(st, 7, now);
	if (db_step(st, err) != 1)
		return -1;
	*id = db_int(st, 0);
	db_reset(st);
	return 0;
}

static int begin_one(struct db *db, const struct publish *p, const char *now, int64_t *id, struct error *err)
{
	size_t i;

	if (open_log(db, p, now, id, err))
		return -1;
	for (i = 0; i < p->nrow; i++)
		if (add_journal_row(db, p, *id, i, now, err))
			return -1;
	for (i = 0; i < p->ndisplaced; i++)
		if (add_displaced(db, p, *id, &p->displaced[i], now, err))
			return -1;
	return 0;
}

struct beginning {
	struct publish *const *p;
	size_t n;
	int64_t *id; /* of each; 0: left out */
};

static int begin(struct db *db, void *ctx, struct error *err)
{
	struct beginning *b = ctx;
	char now[DB_INSTANT_SIZE];
	size_t i;

	if (db_now(db, now, err))
		return -1;
	for (i = 0; i < b->n; i++) {
		int rc = is_as_planned(db, b->p[i], err);

		b->id[i] = 0;
		if (rc < 0 || (rc && begin_one(db, b->p[i], now, &b->id[i], err)))
			return -1;
	}
	return 0;
}

int publog_begin_all(struct db *db, struct publish *const *p, size_t n, struct error *err)
{
	struct beginning b = {p, n, xcalloc(n, sizeof(*b.id))};
	int rc = db_transact(db, DB_WRITE_FULL, begin, &b, err);
	size_t i;

	for (i = 0; i < n && !rc; i++)
		p[i]->id = b.id[i];
	free(b.id);
	return rc;
}

int publog_begin(struct db *db, struct publish *p, struct error *err)
{
	if (publog_begin_all(db, &p, 1, err))
		return -1;
	return p->id ? 0 : changed(p, err);
}
