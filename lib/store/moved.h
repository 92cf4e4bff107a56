/* What follows an item that moved: every path that the database keeps of its files. */
#ifndef STORE_MOVED_H
#define STORE_MOVED_H

#include <stdint.h>

#include "core/error.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab moved_sql;

/*
 * Calls 'where' with each path of the item's local candidates, published files and displaced files, and
 * writes what it appends to *out instead; 0 leaves the path. Inside a transaction. 0 or -1.
 */
typedef int (*moved_fn)(const char *path, struct strbuf *out, void *ctx);
int item_moved(struct db *db, enum entity type, int64_t id, moved_fn where, void *ctx, struct error *err);

#endif
