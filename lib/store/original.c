/* What stood in the library at first; see original.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "store/nfotext.h"
#include "store/original.h"
#include "store/pubparts.h"
#include "store/row.h"

/* One statement for each kind of item, in the order of enum entity, where ENTITY_COUNT is added. */
enum {
	ORIG_ITEM,
	ORIG_OF = ORIG_ITEM + ENTITY_COUNT,
	ORIG_AT,
	ORIG_KIND,
	ORIG_DROP_PATH,
	ORIG_DROP_DISPLACED,
	ORIG_FOLLOW,
	ORIG_PASS_ON,
	ORIG_LEAVE,
	ORIG_NEIGHBOURS,
	ORIG_COUNT
};

#define DISPLACED                                                                                            \
	"d.path, d.existed, d.hash, d.kind, d.mode, d.uid, d.gid, d.mtime_ns, d.owner, d.file_group, "       \
	"d.xattrs, d.link_text, d.is_dir "

/* Whether a row can say what was found. Where nothing stood at a path of ours, somebody had deleted the file:
 * if Metarr had written it, an older row says what was there before; if not, it was found so. What a file was
 * put back over (PUBLISH_NO_REVISION) was damage, or another's: found was what was put back. */
#define FOUND(r)                                                                                             \
	"(" r ".existed = 1 OR " r ".created_by_us = 0) AND (" r ".is_dir = 1 OR NOT EXISTS (SELECT 1 "      \
	"FROM publish_log l WHERE l.id = " r ".publish_id AND l.revision = -1)) "

/* $3: its NFO was touched. What it says of the item's values is a scan's word, as before its publish. */
#define ITEM(word, table)                                                                                    \
	{                                                                                                    \
		"UPDATE " table " SET state = CASE WHEN state <> 'published' THEN state "                    \
		"WHEN enriched_at IS NOT NULL THEN 'enriched' WHEN EXISTS (SELECT 1 FROM external_ids x "    \
		"WHERE x.entity_type = '" word "' AND x.entity_id = $1 "                                     \
		"AND x.type IN ('tmdb', 'imdb', 'tvdb')) THEN 'identified' ELSE 'discovered' END, "          \
		"has_unpublished_changes = 1, last_published_at = NULL, published_nfo_hash = NULL, "         \
		"revision = revision + 1, updated_at = $2, "                                                 \
		"nfo_path = CASE WHEN $3 = 1 THEN $4 ELSE nfo_path END, "                                    \
		"nfo_hash = CASE WHEN $3 = 1 THEN $5 ELSE nfo_hash END, "                                    \
		"naming = CASE WHEN $3 = 1 THEN $6 ELSE naming END "                                         \
		"WHERE id = $1 AND (last_published_at IS NOT NULL OR $3 = 1)",                               \
			NULL                                                                                 \
	}

static const struct db_sql statements[ORIG_COUNT] = {
	[ORIG_ITEM] = ITEM("movie", "movies"),
	ITEM("series", "series"),
	ITEM("season", "seasons"),
	ITEM("episode", "episodes"),
	[ORIG_OF] = {"SELECT " DISPLACED "FROM displaced_files d WHERE d.id IN (SELECT MIN(a.id) "
		     "FROM displaced_files a WHERE a.library_id = $3 AND " FOUND(
			     "a") "AND a.path IN ("
				  "SELECT b.path FROM displaced_files b JOIN publish_log p ON p.id = "
				  "b.publish_id "
				  "WHERE p.entity_type = $1 AND p.entity_id = $2 UNION "
				  "SELECT f.path FROM published_files f WHERE f.entity_type = $1 AND "
				  "f.entity_id = $2) "
				  "GROUP BY a.path) ORDER BY d.is_dir, CASE WHEN d.is_dir = 1 THEN "
				  "length(d.path) END "
				  "DESC, d.path",
		NULL},
	[ORIG_AT] = {"SELECT " DISPLACED
		     "FROM displaced_files d WHERE d.path = $1 AND " FOUND("d") "ORDER BY d.id LIMIT 1",
		NULL},
	[ORIG_KIND] = {"SELECT asset_type FROM asset_candidates WHERE local_path = $1 ORDER BY id DESC "
		       "LIMIT 1",
		NULL},
	[ORIG_DROP_PATH] = {"DELETE FROM published_files WHERE path = $1", NULL},
	[ORIG_DROP_DISPLACED] = {"DELETE FROM displaced_files WHERE library_id = $1 AND path = $2", NULL},
	[ORIG_FOLLOW] = {"UPDATE asset_candidates SET local_path = $4 WHERE entity_type = $1 "
			 "AND entity_id = $2 AND local_path IS NOT NULL AND content_hash = $3 "
			 "AND NOT EXISTS (SELECT 1 FROM asset_candidates c WHERE c.entity_type = $1 "
			 "AND c.entity_id = $2 AND c.local_path = $4 AND c.content_hash = $3)",
		NULL},
	[ORIG_PASS_ON] = {"UPDATE published_files SET hash = $2, size = $3, mtime_ns = $4, inode = $5 "
			  "WHERE path = $1",
		NULL},
	[ORIG_LEAVE] = {"DELETE FROM published_files WHERE entity_type = $1 AND entity_id = $2 AND path = $3",
		NULL},
	[ORIG_NEIGHBOURS] = {"UPDATE episodes SET nfo_hash = $2, nfo_path = CASE WHEN "
			     "CAST($2 AS TEXT) IS NULL THEN NULL ELSE nfo_path END "
			     "WHERE nfo_path = $1 AND last_published_at IS NULL",
		NULL},
};
const struct db_sqltab original_sql = {"original", statements, ORIG_COUNT};

void originals_free(struct original *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		displaced_release(&list[i].found);
		free(list[i].asset_type);
		free(list[i].ours);
	}
	free(list);
}

int original_at(struct db *db, const char *path, struct displaced *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &original_sql, ORIG_AT);
	int rc;

	db_bind_text(st, 1, path);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*out = publog_displaced(st);
	db_reset(st);
	return 1;
}

/* Of a picture that Metarr removed, or put under another name, only its candidate says what it was; an NFO
 * may have been a link that led nowhere. */
static int kind_of(struct db *db, struct original *o, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &original_sql, ORIG_KIND);
	int rc;

	if (!strcasecmp(path_ext(o->found.path), "nfo"))
		return 0;

	db_bind_text(st, 1, o->found.path);
	rc = db_step(st, err);
	if (rc < 0)
		return -1;
	o->asset_type = rc ? row_dup(st, 0) : xstrdup("picture");
	db_reset(st);
	return 0;
}

/* What is known of the path beside what was found there. */
static int fill(struct db *db, enum entity type, int64_t id, struct original *o, struct error *err)
{
	struct published_file f = {0};
	char *hash = NULL;
	int rc = published_at(db, o->found.path, &f, err);

	if (rc == 1) {
		o->ours = xstrdup_or_null(f.hash);
		o->asset_type = xstrdup_or_null(f.asset_type);
	}
	published_file_release(&f);
	if (rc == 0 && !o->found.is_dir && o->found.kind != CONTENT_NFO && kind_of(db, o, err))
		return -1;
	if (rc < 0 || published_others(db, o->found.path, type, id, &o->others, &hash, err))
		return -1;
	free(hash);
	return 0;
}

int originals_of(struct db *db, enum entity type, int64_t id, int64_t library_id, struct original **out,
	size_t *n, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &original_sql, ORIG_OF, type, id);
	struct original *list = NULL;
	size_t i, count = 0, alloc = 0;
	int rc;

	db_bind_int(st, 3, library_id);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = (struct original){.found = publog_displaced(st)};
	}
	for (i = 0; i < count && !rc; i++)
		rc = fill(db, type, id, &list[i], err);
	if (rc) {
		originals_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

int original_item_done(
	struct db *db, enum entity type, int64_t id, const struct original_nfo *nfo, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &original_sql, ORIG_ITEM + (int)type);

	db_bind_int(st, 1, id);
	if (bind_now(db, st, 2, err))
		return -1;
	db_bind_int(st, 3, nfo->touched);
	db_bind_text(st, 4, nfo->path);
	db_bind_text(st, 5, nfo->path ? nfo->hash : NULL);
	db_bind_text(st, 6, naming_name(nfo->naming));
	return db_run(st, err);
}

int original_neighbours(struct db *db, const char *path, const char *hash, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &original_sql, ORIG_NEIGHBOURS);

	db_bind_text(st, 1, path);
	db_bind_text(st, 2, hash);
	return db_run(st, err);
}

int original_path_done(struct db *db, int64_t library_id, const char *path, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &original_sql, ORIG_DROP_PATH);

	db_bind_text(st, 1, path);
	if (db_run(st, err))
		return -1;
	st = db_stmt(db, &original_sql, ORIG_DROP_DISPLACED);
	db_bind_int(st, 1, library_id);
	db_bind_text(st, 2, path);
	return db_run(st, err);
}

/* Whoever of them wrote it last: what stands there is all of theirs. */
static int pass_on(struct db *db, const struct published_file *f, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &original_sql, ORIG_PASS_ON);

	db_bind_text(st, 1, f->path);
	db_bind_text(st, 2, f->hash);
	db_bind_int(st, 3, f->size);
	db_bind_int(st, 4, f->mtime_ns);
	db_bind_int(st, 5, f->inode);
	return db_run(st, err);
}

int original_path_left(struct db *db, enum entity type, int64_t id, const char *path, struct error *err)
{
	struct published_file last = {0};
	struct db_stmt *st;
	int rc = published_at(db, path, &last, err);

	if (rc == 1)
		rc = pass_on(db, &last, err);
	published_file_release(&last);
	if (rc < 0)
		return -1;
	st = stmt_of(db, &original_sql, ORIG_LEAVE, type, id);
	db_bind_text(st, 3, path);
	return db_run(st, err);
}

static int settle(struct db *db, void *ctx, struct error *err)
{
	const struct original_rest *r = ctx;
	const struct original_nfo untouched = {0};
	size_t i;

	for (i = 0; i < r->ndone; i++)
		if (original_path_done(db, r->library_id, r->done[i], err))
			return -1;
	for (i = 0; i < r->nleft; i++)
		if (original_path_left(db, r->type, r->id, r->left[i], err))
			return -1;
	return original_item_done(db, r->type, r->id, &untouched, err);
}

int original_settle(struct db *db, const struct original_rest *rest, struct error *err)
{
	return db_transact(db, DB_WRITE, settle, (void *)(uintptr_t)rest, err);
}

/* ---- the end of a publish that puts it back ---------------------------------------------------------------
 */

/* What was written at a path; NULL: nothing stands there, or a link that leads nowhere. */
static const struct published_file *written_at(const struct publish_end *e, const char *path)
{
	size_t i;

	for (i = 0; i < e->result.nfiles; i++)
		if (!strcmp(e->result.files[i].path, path))
			return &e->result.files[i];
	return NULL;
}

/* A picture that had got another name, or had gone, has its own again: its candidate follows. */
static int follow_back(
	struct db *db, const struct publish *p, const struct journal_row *row, struct error *err)
{
	struct db_stmt *st;

	if (row->action != JOURNAL_WRITE || !row->asset_type)
		return 0;
	st = stmt_of(db, &original_sql, ORIG_FOLLOW, p->type, p->entity_id);
	db_bind_text(st, 3, row->new_hash);
	db_bind_text(st, 4, row->path);
	return db_run(st, err);
}

static int original_row(struct db *db, const struct publish_end *e, const struct journal_row *row,
	const char *root, struct error *err)
{
	const struct published_file *f = written_at(e, row->path);

	if (row->action == JOURNAL_MKDIR) /* it was there at first, and had gone since */
		return original_path_done(db, e->p->library_id, row->path, err);
	if (original_path_done(db, e->p->library_id, row->path, err) || follow_back(db, e->p, row, err) ||
		publog_see_path(db, e->p, root, row->path, f, err))
		return -1;
	return row->asset_type ? 0 : original_neighbours(db, row->path, f ? f->hash : NULL, err);
}

int original_finish(struct db *db, const struct publish_end *e, const char *root, struct error *err)
{
	const struct publish *p = e->p;
	struct original_nfo nfo = {
		.naming = e->result.naming, .path = e->result.nfo_path, .hash = p->nfo_hash};
	size_t i;

	for (i = 0; i < p->nrow; i++) {
		nfo.touched |= !p->row[i].asset_type && p->row[i].action != JOURNAL_MKDIR;
		if (original_row(db, e, &p->row[i], root, err))
			return -1;
	}
	if (nfo.touched && nfo.path &&
		nfo_version_add(db, p->type, p->entity_id, p->nfo_hash, nfo.path, NFO_FOUND, p->id, err))
		return -1;
	return original_item_done(db, p->type, p->entity_id, &nfo, err);
}
