/* Reading what is known of publishes; see publog.h. */
#include <string.h>

#include "store/pubparts.h"
#include "store/row.h"

enum {
	READ_OPEN,
	READ_JOURNAL,
	READ_DISPLACED,
	READ_FILES,
	READ_LAST,
	READ_AT,
	READ_DRESS,
	READ_OTHERS,
	READ_HISTORY,
	READ_COUNT
};

#define LIVES(word, table)                                                                                   \
	"EXISTS (SELECT 1 FROM " table " i WHERE f.entity_type = '" word                                     \
	"' AND i.id = f.entity_id AND i.deleted_on IS NULL)"

static const struct db_sql statements[READ_COUNT] = {
	[READ_OPEN] = {"SELECT id, entity_type, entity_id, library_id, folder, revision, nfo_hash "
		       "FROM publish_log WHERE open = 1 AND library_id = $1 "
		       "AND (CAST($2 AS TEXT) IS NULL OR folder = $2) ORDER BY id",
		NULL},
	[READ_JOURNAL] =
		{"SELECT action, path, old_hash, new_hash, old_kind, new_kind, temp_path, asset_type "
		 "FROM publish_journal WHERE publish_id = $1 ORDER BY seq",
			NULL},
	[READ_DISPLACED] =
		{"SELECT path, existed, hash, kind, mode, uid, gid, mtime_ns, owner, file_group, "
		 "xattrs, link_text, is_dir FROM displaced_files WHERE publish_id = $1 ORDER BY id",
			NULL},
	[READ_FILES] = {"SELECT path, kind, asset_type, hash, size, mtime_ns, inode FROM published_files "
			"WHERE entity_type = $1 AND entity_id = $2 ORDER BY path",
		NULL},
	[READ_LAST] = {"SELECT n.path, n.kind, n.asset_type, n.hash, n.size, n.mtime_ns, n.inode, "
		       "COALESCE(n.published_at, '') FROM published_files p JOIN published_files n "
		       "ON n.path = p.path WHERE p.entity_type = $1 AND p.entity_id = $2 "
		       "ORDER BY n.path, COALESCE(n.published_at, '') DESC, n.entity_id DESC",
		NULL},
	[READ_AT] = {"SELECT path, kind, asset_type, hash, size, mtime_ns, inode FROM published_files "
		     "WHERE path = $1 ORDER BY published_at DESC, entity_type, entity_id LIMIT 1",
		NULL},
	/* Neither what Metarr had written and somebody took away, nor a link that led nowhere. */
	[READ_DRESS] =
		{"SELECT existed, mode, uid, gid FROM displaced_files WHERE path = $1 "
		 "AND (hash IS NOT NULL OR (existed = 0 AND created_by_us = 0)) ORDER BY id DESC LIMIT 1",
			NULL},
	[READ_OTHERS] = {"SELECT f.hash, CASE WHEN f.entity_type = $1 AND f.entity_id = $2 THEN 0 "
			 "WHEN " LIVES("movie", "movies") " OR " LIVES("series", "series") " OR " LIVES(
				 "season", "seasons") " OR " LIVES("episode",
				 "episodes") " THEN 1 ELSE 0 END "
					     "FROM published_files f WHERE f.path = $3 "
					     "ORDER BY f.published_at DESC, f.entity_type, f.entity_id",
		NULL},
	[READ_HISTORY] = {"SELECT id, published_at, published_by, nfo_hash, assets_published, error_message, "
			  "success, open FROM publish_log WHERE entity_type = $1 AND entity_id = $2 "
			  "ORDER BY id DESC",
		NULL},
};
const struct db_sqltab pubread_sql = {"pubread", statements, READ_COUNT};

void displaced_release(struct displaced *d)
{
	free(d->path);
	free(d->hash);
	free(d->owner);
	free(d->file_group);
	free(d->xattrs);
	free(d->link_text);
	*d = (struct displaced){0};
}

void published_file_release(struct published_file *f)
{
	free(f->path);
	free(f->kind);
	free(f->asset_type);
	free(f->hash);
	free(f->published_at);
	*f = (struct published_file){0};
}

static void journal_row_release(struct journal_row *row)
{
	free(row->path);
	free(row->old_hash);
	free(row->new_hash);
	free(row->temp_path);
	free(row->asset_type);
}

void publish_release(struct publish *p)
{
	size_t i;

	for (i = 0; i < p->nrow; i++)
		journal_row_release(&p->row[i]);
	for (i = 0; i < p->ndisplaced; i++)
		displaced_release(&p->displaced[i]);
	free(p->row);
	free(p->displaced);
	free(p->folder);
	free(p->nfo_hash);
	*p = (struct publish){0};
}

void publishes_free(struct publish *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		publish_release(&p[i]);
	free(p);
}

static enum journal_action action_by_name(const char *name)
{
	return !strcmp(name, "write")	 ? JOURNAL_WRITE
	       : !strcmp(name, "remove") ? JOURNAL_REMOVE
					 : JOURNAL_MKDIR;
}

static enum content_kind kind_by_name(const char *name)
{
	return !name ? CONTENT_NONE : !strcmp(name, "nfo") ? CONTENT_NFO : CONTENT_CACHE;
}

static int read_journal(struct db *db, struct publish *p, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &pubread_sql, READ_JOURNAL);
	int rc;

	db_bind_int(st, 1, p->id);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(p->row, p->nrow + 1, p->arow);
		p->row[p->nrow++] = (struct journal_row){
			.action = action_by_name(db_text(st, 0)),
			.path = row_dup(st, 1),
			.old_hash = row_dup(st, 2),
			.new_hash = row_dup(st, 3),
			.old_kind = kind_by_name(db_text(st, 4)),
			.new_kind = kind_by_name(db_text(st, 5)),
			.temp_path = row_dup(st, 6),
			.asset_type = row_dup(st, 7),
		};
	}
	return rc;
}

struct displaced publog_displaced(struct db_stmt *st)
{
	return (struct displaced){
		.path = row_dup(st, 0),
		.existed = db_int(st, 1) != 0,
		.hash = row_dup(st, 2),
		.kind = kind_by_name(db_text(st, 3)),
		.mode = db_int(st, 4),
		.uid = db_int(st, 5),
		.gid = db_int(st, 6),
		.mtime_ns = db_int(st, 7),
		.owner = row_dup(st, 8),
		.file_group = row_dup(st, 9),
		.xattrs = row_dup(st, 10),
		.link_text = row_dup(st, 11),
		.is_dir = db_int(st, 12) != 0,
	};
}

static int read_displaced(struct db *db, struct publish *p, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &pubread_sql, READ_DISPLACED);
	int rc;

	db_bind_int(st, 1, p->id);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(p->displaced, p->ndisplaced + 1, p->adisplaced);
		p->displaced[p->ndisplaced++] = publog_displaced(st);
	}
	return rc;
}

struct opening {
	int64_t library_id;
	const char *folder;
	struct publish *list;
	size_t n, alloc;
};

static int read_open(struct db *db, void *ctx, struct error *err)
{
	struct opening *o = ctx;
	struct db_stmt *st = db_stmt(db, &pubread_sql, READ_OPEN);
	size_t i;
	int rc;

	publishes_free(o->list, o->n); /* of a run before this one */
	o->list = NULL;
	o->n = o->alloc = 0;
	db_bind_int(st, 1, o->library_id);
	db_bind_text(st, 2, o->folder);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(o->list, o->n + 1, o->alloc);
		o->list[o->n++] = (struct publish){
			.id = db_int(st, 0),
			.type = (enum entity)entity_by_name(db_text(st, 1)),
			.entity_id = db_int(st, 2),
			.library_id = db_int(st, 3),
			.folder = row_dup(st, 4),
			.revision = db_int(st, 5),
			.nfo_hash = row_dup(st, 6),
		};
	}
	for (i = 0; !rc && i < o->n; i++)
		rc = read_journal(db, &o->list[i], err) || read_displaced(db, &o->list[i], err) ? -1 : 0;
	return rc;
}

int publog_open_in(struct db *db, int64_t library_id, const char *folder, struct publish **out, size_t *n,
	struct error *err)
{
	struct opening o = {.library_id = library_id, .folder = folder};

	if (db_transact(db, DB_READ, read_open, &o, err)) {
		publishes_free(o.list, o.n);
		return -1;
	}
	*out = o.list;
	*n = o.n;
	return 0;
}

static struct published_file read_file(struct db_stmt *st)
{
	return (struct published_file){
		.path = row_dup(st, 0),
		.kind = row_dup(st, 1),
		.asset_type = row_dup(st, 2),
		.hash = row_dup(st, 3),
		.size = db_int(st, 4),
		.mtime_ns = db_int(st, 5),
		.inode = db_int(st, 6),
	};
}

int published_of(struct db *db, enum entity type, int64_t id, struct published_file **out, size_t *n,
	struct error *err)
{
	struct db_stmt *st = stmt_of(db, &pubread_sql, READ_FILES, type, id);
	struct published_file *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = read_file(st);
	}
	if (rc) {
		published_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

int published_last(struct db *db, enum entity type, int64_t id, struct published_file **out, size_t *n,
	struct error *err)
{
	struct db_stmt *st = stmt_of(db, &pubread_sql, READ_LAST, type, id);
	struct published_file *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		if (count && !strcmp(list[count - 1].path, db_text(st, 0)))
			continue; /* the newest came first */
		ALLOC_GROW(list, count + 1, alloc);
		list[count] = read_file(st);
		list[count++].published_at = row_dup(st, 7);
	}
	if (rc) {
		published_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

void published_free(struct published_file *f, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		published_file_release(&f[i]);
	free(f);
}

int published_at(struct db *db, const char *path, struct published_file *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &pubread_sql, READ_AT);
	int rc;

	db_bind_text(st, 1, path);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*out = read_file(st);
	db_reset(st);
	return 1;
}

int displaced_dress(struct db *db, const char *path, struct displaced *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &pubread_sql, READ_DRESS);
	int rc;

	db_bind_text(st, 1, path);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*out = (struct displaced){.existed = db_int(st, 0) != 0,
		.mode = db_int(st, 1),
		.uid = db_int(st, 2),
		.gid = db_int(st, 3)};
	db_reset(st);
	return out->existed;
}

int published_others(struct db *db, const char *path, enum entity type, int64_t id, size_t *others,
	char **hash, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &pubread_sql, READ_OTHERS, type, id);
	char *newest = NULL;
	size_t n = 0;
	int rc;

	db_bind_text(st, 3, path);
	while ((rc = db_step(st, err)) == 1) {
		if (!newest)
			newest = row_dup(st, 0);
		n += db_int(st, 1) != 0;
	}
	if (rc) {
		free(newest);
		return -1;
	}
	*others = n;
	*hash = newest;
	return 0;
}

int publog_of(
	struct db *db, enum entity type, int64_t id, struct publog_entry **out, size_t *n, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &pubread_sql, READ_HISTORY, type, id);
	struct publog_entry *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = (struct publog_entry){
			.id = db_int(st, 0),
			.published_at = row_dup(st, 1),
			.published_by = row_dup(st, 2),
			.nfo_hash = row_dup(st, 3),
			.assets = row_dup(st, 4),
			.error_message = row_dup(st, 5),
			.success = db_int(st, 6) != 0,
			.open = db_int(st, 7) != 0,
		};
	}
	if (rc) {
		publog_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

void publog_free(struct publog_entry *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		free(e[i].published_at);
		free(e[i].published_by);
		free(e[i].nfo_hash);
		free(e[i].assets);
		free(e[i].error_message);
	}
	free(e);
}
