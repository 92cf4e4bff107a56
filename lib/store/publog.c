/* The two commits of a publish, and what else ends one; reading is in pubread.c. See publog.h. */
#include <inttypes.h>
#include <string.h>

#include "core/json.h"
#include "core/path.h"
#include "media/filekind.h"
#include "store/candidate.h"
#include "store/nfotext.h"
#include "store/publog.h"
#include "store/row.h"
#include "store/seen.h"

/* One statement for each kind of item, in the order of enum entity, where ENTITY_COUNT is added. */
enum {
	PUB_REVISION,
	PUB_ITEM_DONE = PUB_REVISION + ENTITY_COUNT,
	PUB_ITEM_SAME = PUB_ITEM_DONE + ENTITY_COUNT,
	PUB_OPEN = PUB_ITEM_SAME + ENTITY_COUNT,
	PUB_EPISODES_OF_NFO,
	PUB_JOURNAL_ADD,
	PUB_DISPLACED_ADD,
	PUB_DONE,
	PUB_FAILED,
	PUB_JOURNAL_DROP,
	PUB_DISPLACED_DROP,
	PUB_FILE_PUT,
	PUB_FILE_DROP,
	PUB_LIBRARY_PATH,
	PUB_COUNT
};

#define REVISION(table)                                                                                      \
	{                                                                                                    \
		"SELECT revision FROM " table " WHERE id = $1", NULL                                         \
	}
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
		"error_message = CASE WHEN revision = $6 THEN NULL ELSE error_message END, "                 \
		"has_unpublished_changes = CASE WHEN revision = $6 THEN 0 ELSE has_unpublished_changes END " \
		"WHERE id = $1",                                                                             \
			NULL                                                                                 \
	}
#define ITEM_SAME(table)                                                                                     \
	{                                                                                                    \
		"UPDATE " table " SET last_published_at = $2, nfo_path = COALESCE($3, nfo_path), "           \
		"naming = COALESCE($4, naming), nfo_hash = COALESCE($5, nfo_hash), "                         \
		"published_nfo_hash = COALESCE($5, published_nfo_hash), state = 'published', "               \
		"error_message = NULL, has_unpublished_changes = 0 "                                         \
		"WHERE id = $1 AND (state <> 'published' OR has_unpublished_changes = 1)",                   \
			NULL                                                                                 \
	}

static const struct db_sql statements[PUB_COUNT] = {
	[PUB_REVISION] = REVISION("movies"),
	REVISION("series"),
	REVISION("seasons"),
	REVISION("episodes"),
	[PUB_ITEM_DONE] = ITEM_DONE("movies"),
	ITEM_DONE("series"),
	ITEM_DONE("seasons"),
	ITEM_DONE("episodes"),
	[PUB_ITEM_SAME] = ITEM_SAME("movies"),
	ITEM_SAME("series"),
	ITEM_SAME("seasons"),
	ITEM_SAME("episodes"),
	[PUB_EPISODES_OF_NFO] = {"UPDATE episodes SET nfo_hash = $2 WHERE nfo_path = $1 AND id <> $3", NULL},
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
		 "$11, $12, $13, $14, $15, CASE WHEN EXISTS (SELECT 1 FROM published_files f "
		 "WHERE f.path = $3) THEN 1 ELSE 0 END, $16)",
			NULL},
	[PUB_DONE] =
		{"UPDATE publish_log SET open = 0, success = 1, error_message = NULL, published_at = $2, "
		 "published_by = $3, assets_published = $4 WHERE id = $1 AND open = 1",
			NULL},
	[PUB_FAILED] = {"UPDATE publish_log SET open = 0, success = 0, error_message = $2 "
			"WHERE id = $1 AND open = 1",
		NULL},
	[PUB_JOURNAL_DROP] = {"DELETE FROM publish_journal WHERE publish_id = $1", NULL},
	[PUB_DISPLACED_DROP] = {"DELETE FROM displaced_files WHERE publish_id = $1", NULL},
	[PUB_FILE_PUT] =
		{"INSERT INTO published_files (path, entity_type, entity_id, kind, asset_type, hash, "
		 "size, mtime_ns, inode, published_at) VALUES ($3, $1, $2, $4, $5, $6, $7, $8, $9, $10) "
		 "ON CONFLICT (path, entity_type, entity_id) DO UPDATE SET kind = excluded.kind, "
		 "asset_type = excluded.asset_type, hash = excluded.hash, size = excluded.size, "
		 "mtime_ns = excluded.mtime_ns, inode = excluded.inode, "
		 "published_at = excluded.published_at",
			NULL},
	[PUB_FILE_DROP] = {"DELETE FROM published_files WHERE path = $1", NULL},
	[PUB_LIBRARY_PATH] = {"SELECT path FROM libraries WHERE id = $1", NULL},
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

static int check_revision(struct db *db, const struct publish *p, struct error *err)
{
	struct db_stmt *st = of_publish(db, PUB_REVISION + (int)p->type, p->entity_id);
	int64_t revision;
	int rc = db_step(st, err);

	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(
			err, ERR_NOT_FOUND, "there is no %s:%" PRId64, entity_name(p->type), p->entity_id);
	revision = db_int(st, 0);
	db_reset(st);
	if (revision == p->revision || p->revision == PUBLISH_NO_REVISION)
		return 0;
	return error_set(
		err, ERR_CHANGED, "%s:%" PRId64 " was changed meanwhile", entity_name(p->type), p->entity_id);
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

struct beginning {
	const struct publish *p;
	int64_t id;
};

static int begin(struct db *db, void *ctx, struct error *err)
{
	struct beginning *b = ctx;
	const struct publish *p = b->p;
	char now[DB_INSTANT_SIZE];
	size_t i;

	if (check_revision(db, p, err) || db_now(db, now, err) || open_log(db, p, now, &b->id, err))
		return -1;
	for (i = 0; i < p->nrow; i++)
		if (add_journal_row(db, p, b->id, i, now, err))
			return -1;
	for (i = 0; i < p->ndisplaced; i++)
		if (add_displaced(db, p, b->id, &p->displaced[i], now, err))
			return -1;
	return 0;
}

int publog_begin(struct db *db, struct publish *p, struct error *err)
{
	struct beginning b = {p, 0};

	if (db_transact(db, DB_WRITE_FULL, begin, &b, err))
		return -1;
	p->id = b.id;
	return 0;
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

struct ending {
	const struct publish *p;
	const struct publish_result *result;
	const char *reason; /* of publog_drop() */
	bool written;	    /* by publog_nothing() */
};

static int not_open(const struct publish *p, struct error *err)
{
	return error_set(err, ERR_CHANGED, "publish %" PRId64 " is not open any more", p->id);
}

static int close_log(struct db *db, const struct ending *e, const char *now, struct error *err)
{
	struct strbuf assets = STRBUF_INIT;
	struct db_stmt *st = of_publish(db, PUB_DONE, e->p->id);
	int rc;

	assets_json(e->p, &assets);
	db_bind_text(st, 2, now);
	db_bind_text(st, 3, e->result->by);
	db_bind_text(st, 4, assets.buf);
	rc = db_run(st, err);
	strbuf_release(&assets);
	if (rc)
		return -1;
	return db_changes(st) ? 0 : not_open(e->p, err);
}

/* The statements PUB_ITEM_DONE and PUB_ITEM_SAME, but for the former's revision. */
static struct db_stmt *item_statement(struct db *db, int index, const struct ending *e, const char *now)
{
	const struct publish *p = e->p;
	struct db_stmt *st = of_publish(db, index + (int)p->type, p->entity_id);

	db_bind_text(st, 2, now);
	db_bind_text(st, 3, e->result->nfo_path);
	db_bind_text(st, 4, naming_name(e->result->naming));
	db_bind_text(st, 5, p->nfo_hash && *p->nfo_hash ? p->nfo_hash : NULL);
	return st;
}

/* The other episodes of the file have seen the bytes that are their NFO's now, too. */
static int finish_neighbours(struct db *db, const struct ending *e, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &publog_sql, PUB_EPISODES_OF_NFO);

	if (!e->result->nfo_path || !e->p->nfo_hash)
		return 0;
	db_bind_text(st, 1, e->result->nfo_path);
	db_bind_text(st, 2, e->p->nfo_hash);
	db_bind_int(st, 3, e->p->entity_id);
	return db_run(st, err);
}

static int finish_item(struct db *db, const struct ending *e, const char *now, struct error *err)
{
	struct db_stmt *st = item_statement(db, PUB_ITEM_DONE, e, now);

	db_bind_int(st, 6, e->p->revision);
	if (db_run(st, err))
		return -1;
	return e->p->type == ENTITY_EPISODE ? finish_neighbours(db, e, err) : 0;
}

static int put_file(struct db *db, const struct publish *p, const struct published_file *f, const char *now,
	struct error *err)
{
	struct db_stmt *st = stmt_of(db, &publog_sql, PUB_FILE_PUT, p->type, p->entity_id);

	db_bind_text(st, 3, f->path);
	db_bind_text(st, 4, f->kind);
	db_bind_text(st, 5, f->asset_type);
	db_bind_text(st, 6, f->hash);
	db_bind_int(st, 7, f->size);
	db_bind_int(st, 8, f->mtime_ns);
	db_bind_int(st, 9, f->inode);
	db_bind_text(st, 10, now);
	return db_run(st, err);
}

static int drop_file(struct db *db, const char *path, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &publog_sql, PUB_FILE_DROP);

	db_bind_text(st, 1, path);
	return db_run(st, err);
}

/* Appends the absolute path of the publish's library. */
static int library_path(struct db *db, const struct publish *p, struct strbuf *out, struct error *err)
{
	struct db_stmt *st = of_publish(db, PUB_LIBRARY_PATH, p->library_id);
	int rc = db_step(st, err);

	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(err, ERR_NOT_FOUND, "there is no library %" PRId64, p->library_id);
	strbuf_addstr(out, db_text(st, 0));
	db_reset(st);
	return 0;
}

/* What the next scan would see of a file that was written. */
static int see_file(struct db *db, const struct publish *p, const struct published_file *f,
	const char *folder, const char *name, struct error *err)
{
	struct seen_file seen = {
		.name = (char *)name,
		.size = f->size,
		.mtime_ns = f->mtime_ns,
		.inode = f->inode,
		.kind = (char *)file_kind_name(f->asset_type ? FILE_PICTURE : FILE_NFO),
		.entity = p->type,
		.entity_id = p->entity_id,
		.content_hash = f->hash,
	};

	return seen_put_file(db, p->library_id, folder, &seen, err);
}

/* scan_files of one path: f, or (NULL) nothing any more; and its folder is to be looked at again. */
static int see_path(struct db *db, const struct publish *p, const char *root, const char *path,
	const struct published_file *f, struct error *err)
{
	struct strbuf folder = STRBUF_INIT;
	const char *relative = path_relative(path, root), *name;
	int rc = 0;

	if (!relative || !*relative)
		return 0;
	rc = seen_place(db, p->library_id, relative, &folder, &name, err);
	if (!rc)
		rc = f ? see_file(db, p, f, folder.buf, name, err)
		       : seen_drop_file(db, p->library_id, folder.buf, name, err);
	if (!rc)
		rc = seen_reset_folder(db, p->library_id, folder.buf, err);
	strbuf_release(&folder);
	return rc;
}

/* A picture that was removed and written under another name was renamed. */
static int follow_picture(
	struct db *db, const struct publish *p, const struct journal_row *gone, struct error *err)
{
	size_t i;

	for (i = 0; i < p->nrow && gone->asset_type && gone->old_hash; i++) {
		const struct journal_row *row = &p->row[i];

		if (row->action == JOURNAL_WRITE && row->asset_type &&
			!strcmp(row->asset_type, gone->asset_type) && !strcmp(row->new_hash, gone->old_hash))
			return candidates_moved(db, p->type, p->entity_id, gone->path, row->path, err);
	}
	return 0;
}

/* published_files and scan_files, as the publish leaves them. */
static int finish_files(
	struct db *db, const struct ending *e, const char *root, const char *now, struct error *err)
{
	const struct publish *p = e->p;
	size_t i;

	for (i = 0; i < e->result->nfiles; i++) {
		const struct published_file *f = &e->result->files[i];

		if (put_file(db, p, f, now, err) || see_path(db, p, root, f->path, f, err))
			return -1;
	}
	for (i = 0; i < p->nrow; i++) {
		if (p->row[i].action != JOURNAL_REMOVE)
			continue;
		if (drop_file(db, p->row[i].path, err) || follow_picture(db, p, &p->row[i], err) ||
			see_path(db, p, root, p->row[i].path, NULL, err))
			return -1;
	}
	return 0;
}

static int add_version(struct db *db, const struct publish *p, struct error *err)
{
	size_t i;

	for (i = 0; i < p->nrow; i++)
		if (p->row[i].action == JOURNAL_WRITE && !p->row[i].asset_type)
			return nfo_version_add(db, p->type, p->entity_id, p->row[i].new_hash, p->row[i].path,
				NFO_PUBLISHED, p->id, err);
	return 0;
}

static int finish(struct db *db, void *ctx, struct error *err)
{
	const struct ending *e = ctx;
	struct strbuf root = STRBUF_INIT;
	char now[DB_INSTANT_SIZE];
	int rc = -1;

	if (!db_now(db, now, err) && !close_log(db, e, now, err) && !finish_item(db, e, now, err) &&
		!library_path(db, e->p, &root, err) && !finish_files(db, e, root.buf, now, err) &&
		!add_version(db, e->p, err))
		rc = db_run(of_publish(db, PUB_JOURNAL_DROP, e->p->id), err);
	strbuf_release(&root);
	return rc;
}

int publog_finish(
	struct db *db, const struct publish *p, const struct publish_result *result, struct error *err)
{
	struct ending e = {.p = p, .result = result};

	return db_transact(db, DB_WRITE_FULL, finish, &e, err);
}

static int drop(struct db *db, void *ctx, struct error *err)
{
	const struct ending *e = ctx;
	struct db_stmt *st = of_publish(db, PUB_FAILED, e->p->id);

	db_bind_text(st, 2, e->reason);
	if (db_run(st, err))
		return -1;
	if (!db_changes(st))
		return not_open(e->p, err);
	if (db_run(of_publish(db, PUB_JOURNAL_DROP, e->p->id), err))
		return -1;
	return db_run(of_publish(db, PUB_DISPLACED_DROP, e->p->id), err);
}

int publog_drop(struct db *db, const struct publish *p, const char *reason, struct error *err)
{
	struct ending e = {.p = p, .reason = reason};

	return db_transact(db, DB_WRITE_FULL, drop, &e, err);
}

static int nothing(struct db *db, void *ctx, struct error *err)
{
	struct ending *e = ctx;
	char now[DB_INSTANT_SIZE];
	struct db_stmt *st;

	if (check_revision(db, e->p, err) || db_now(db, now, err))
		return -1;
	st = item_statement(db, PUB_ITEM_SAME, e, now);
	if (db_run(st, err))
		return -1;
	e->written = db_changes(st) > 0;
	return 0;
}

int publog_nothing(
	struct db *db, const struct publish *p, const struct publish_result *result, struct error *err)
{
	struct ending e = {.p = p, .result = result};

	if (db_transact(db, DB_WRITE, nothing, &e, err))
		return -1;
	return e.written;
}
