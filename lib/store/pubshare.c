/* Paths that several items have published; see publog.h. */
#include "store/publog.h"
#include "store/row.h"

enum { SHARE_PUT, SHARE_LEAVE, SHARE_COUNT };

static const struct db_sql statements[SHARE_COUNT] = {
	[SHARE_PUT] =
		{"INSERT INTO published_files (path, entity_type, entity_id, kind, asset_type, hash, "
		 "size, mtime_ns, inode, published_at) VALUES ($3, $1, $2, 'artwork', $4, $5, $6, $7, $8, "
		 "$9) "
		 "ON CONFLICT (path, entity_type, entity_id) DO UPDATE SET asset_type = excluded.asset_type, "
		 "hash = excluded.hash, size = excluded.size, mtime_ns = excluded.mtime_ns, "
		 "inode = excluded.inode, published_at = excluded.published_at",
			NULL},
	[SHARE_LEAVE] = {"DELETE FROM published_files WHERE entity_type = $1 AND entity_id = $2 "
			 "AND path = $3",
		NULL},
};
const struct db_sqltab pubshare_sql = {"pubshare", statements, SHARE_COUNT};

struct sharing {
	enum entity type;
	int64_t id;
	const struct published_file *files;
	char *const *left;
	size_t nfiles, nleft;
};

static int put_file(struct db *db, const struct sharing *s, const struct published_file *f, const char *now,
	struct error *err)
{
	struct db_stmt *st = stmt_of(db, &pubshare_sql, SHARE_PUT, s->type, s->id);

	db_bind_text(st, 3, f->path);
	db_bind_text(st, 4, f->asset_type);
	db_bind_text(st, 5, f->hash);
	db_bind_int(st, 6, f->size);
	db_bind_int(st, 7, f->mtime_ns);
	db_bind_int(st, 8, f->inode);
	db_bind_text(st, 9, now);
	return db_run(st, err);
}

static int share(struct db *db, void *ctx, struct error *err)
{
	const struct sharing *s = ctx;
	char now[DB_INSTANT_SIZE];
	struct db_stmt *st;
	size_t i;

	if (db_now(db, now, err))
		return -1;
	for (i = 0; i < s->nfiles; i++)
		if (put_file(db, s, &s->files[i], now, err))
			return -1;
	for (i = 0; i < s->nleft; i++) {
		st = stmt_of(db, &pubshare_sql, SHARE_LEAVE, s->type, s->id);
		db_bind_text(st, 3, s->left[i]);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

int published_share(struct db *db, enum entity type, int64_t id, const struct published_file *files,
	size_t nfiles, char *const *left, size_t nleft, struct error *err)
{
	struct sharing s = {type, id, files, left, nfiles, nleft};

	return db_transact(db, DB_WRITE, share, &s, err);
}
