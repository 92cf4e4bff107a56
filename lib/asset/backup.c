/*
 * Dump and objects in the order that holds after a crash: objects first. The cache's lock is held around
 * all of it, so that nothing is collected meanwhile; whoever holds the migration's, which comes below it
 * here, waits for no cache.
 */
#include <stddef.h>

#include "asset/backup.h"
#include "store/lock.h"

static int objects_out(struct db *db, void *ctx, struct error *err)
{
	struct backup *b = ctx;

	return cachecopy_run(db, b->cache, b->objects, b->missing, b->ctx, &b->copied, err);
}

static int objects_in(struct db *db, void *ctx, struct error *err)
{
	struct backup *b = ctx;

	return cachecopy_run(db, b->objects, b->cache, b->missing, b->ctx, &b->copied, err);
}

static int with_cache(struct backup *b, struct db *db, const char *file,
	int (*dump)(struct db *db, const char *path, const struct dump_more *more, struct dump_sum *sum,
		struct error *err),
	int (*objects)(struct db *db, void *ctx, struct error *err), struct error *err)
{
	const struct dump_more more = {objects, b};
	struct db_lock *lock = NULL;
	int rc;

	if (b->objects && lock_cache(&lock, db, DB_SHARED, -1, err) != 1)
		return -1;
	rc = dump(db, file, b->objects ? &more : NULL, &b->dump, err);
	db_unlock(lock);
	return rc;
}

int backup_make(struct backup *b, struct db *db, const char *file, struct error *err)
{
	return with_cache(b, db, file, dump_backup, objects_out, err);
}

int backup_restore(struct backup *b, struct db *db, const char *file, struct error *err)
{
	return with_cache(b, db, file, dump_restore, objects_in, err);
}
