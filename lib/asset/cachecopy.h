/*
 * The cache's objects beside a backup, and from there back: a folder of the same layout.
 */
#ifndef ASSET_CACHECOPY_H
#define ASSET_CACHECOPY_H

#include <stdint.h>

#include "core/error.h"
#include "db/db.h"

struct cachecopy {
	int64_t objects; /* that the database knows */
	int64_t copied;
	int64_t missing; /* not in 'from' as they should be, and not in 'to' */
};

/*
 * Copies to the folder 'to' every object of the database's inventory that is not there in its size, out of
 * 'from': what is copied is of its hash, and durable. One that cannot be had is told through 'missing' and
 * left out. The caller holds the cache's lock, shared. 0 or -1; what was copied until then is of use to the
 * next time.
 */
int cachecopy_run(struct db *db, const char *from, const char *to,
	void (*missing)(const struct error *why, void *ctx), void *ctx, struct cachecopy *sum,
	struct error *err);

#endif
