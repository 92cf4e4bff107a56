/*
 * A dump together with the cache's objects, in a folder beside it of the same layout; db/dump.h is the dump
 * alone.
 */
#ifndef ASSET_BACKUP_H
#define ASSET_BACKUP_H

#include "asset/cachecopy.h"
#include "db/dump.h"

struct backup {
	const char *cache;   /* the cache's folder */
	const char *objects; /* where the objects are kept; NULL: the dump alone */
	/* An object that cannot be had. */
	void (*missing)(const struct error *why, void *ctx);
	void *ctx;
	/* what was done */
	struct dump_sum dump;
	struct cachecopy copied;
};

/* A dump has its name only when its objects are in their folder. 0 or -1. */
int backup_make(struct backup *b, struct db *db, const char *file, struct error *err);
/* The database has its rows only when the objects are in the cache. 0 or -1. */
int backup_restore(struct backup *b, struct db *db, const char *file, struct error *err);

#endif
