/*
 * The locks of the house by what they guard; db/lock.h says how they are kept. Taken in this order: library,
 * folder, cache. 'timeout_ms' and the results are those of db_lock(): 1 held, 0 somebody else has it, -1
 * error.
 */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdint.h>

#include "db/lock.h"

/* A scan of a library. */
int lock_library(struct db_lock **out, struct db *db, int64_t library_id, int timeout_ms, struct error *err);
/* What is published in a folder, and what is read there; for a series the series' folder, for all of it.
 * 'folder' is relative. */
int lock_folder(struct db_lock **out, struct db *db, int64_t library_id, const char *folder, int timeout_ms,
	struct error *err);
/* What is published in the folder of sets, which films of every folder and library have in common: taken
 * after their folders. */
int lock_sets(struct db_lock **out, struct db *db, int timeout_ms, struct error *err);
/* Storing into the cache is shared, from before the file to its row's commit; collection is exclusive. */
int lock_cache(
	struct db_lock **out, struct db *db, enum db_lock_mode mode, int timeout_ms, struct error *err);

#endif
