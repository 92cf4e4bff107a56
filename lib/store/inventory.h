/*
 * The inventory of the cache as a list, and where else bytes of a hash may stand: for who checks the cache.
 */
#ifndef STORE_INVENTORY_H
#define STORE_INVENTORY_H

#include "store/candidate.h"

extern const struct db_sqltab inventory_sql;

/* Up to 'limit' objects after the hash 'after' ("" at first), by hash: content_hash, file_path, asset_type
 * and file_size of each. Fewer than 'limit': the end. */
int inventory_page(struct db *db, const char *after, size_t limit, struct cache_object **out, size_t *n,
	struct error *err);
void inventory_free(struct cache_object *objects, size_t n);
/* How many there are. */
int inventory_count(struct db *db, int64_t *n, struct error *err);

/* The paths in the libraries, as the database has them, at which a file with these bytes was published or
 * found. */
int inventory_places(struct db *db, const char *content_hash, char ***out, size_t *n, struct error *err);
void inventory_places_free(char **paths, size_t n);

#endif
