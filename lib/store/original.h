/*
 * The library as Metarr found it: what stood at each path before the first publish that touched it. That is
 * the oldest row of displaced_files; when a path is as it was found, its rows go, and what is displaced there
 * next is what was found.
 */
#ifndef STORE_ORIGINAL_H
#define STORE_ORIGINAL_H

#include "store/publog.h"

extern const struct db_sqltab original_sql;

struct original {
	struct displaced found; /* its path as the database has it */
	char *asset_type;	/* of a picture; NULL: an NFO, or a folder */
	char *ours;    /* the hash of what Metarr wrote there last; NULL: it removed what was there */
	size_t others; /* other items in their libraries that have published the path */
};
void originals_free(struct original *list, size_t n);

/* Every path that was touched for an item, or that it has in common with others: files by path, then folders
 * that were made, the inner ones first. Inside a snapshot. 0 or -1. */
int originals_of(struct db *db, enum entity type, int64_t id, int64_t library_id, struct original **out,
	size_t *n, struct error *err);
/* What was found at one path: 1 (released by the caller; *out was empty), 0 it was not touched, -1. */
int original_at(struct db *db, const char *path, struct displaced *out, struct error *err);

/* The item's own NFO now, as far as it was touched: path NULL when there is none. */
struct original_nfo {
	bool touched;
	const char *path, *hash;
	enum naming naming;
};
/* The item is as if it had never been published. Inside a transaction. */
int original_item_done(
	struct db *db, enum entity type, int64_t id, const struct original_nfo *nfo, struct error *err);
/* The path is as it was found, or is given up by one item (entity) and kept by others. In a transaction. */
int original_path_done(struct db *db, int64_t library_id, const char *path, struct error *err);
int original_path_left(struct db *db, enum entity type, int64_t id, const char *path, struct error *err);
/* The other episodes of a file, which are as never published, have these bytes (NULL: nothing) as their NFO,
 * too. Inside a transaction. */
int original_neighbours(struct db *db, const char *path, const char *hash, struct error *err);

/* All that is to be said of an item whose files need no publish, in a transaction of its own: paths that are
 * as they were found, and paths that are left to other items. */
struct original_rest {
	enum entity type;
	int64_t id, library_id;
	char *const *done, *const *left;
	size_t ndone, nleft;
};
int original_settle(struct db *db, const struct original_rest *rest, struct error *err);

#endif
