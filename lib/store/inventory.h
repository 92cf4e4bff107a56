/*
 * The inventory of the cache as a list, and where else bytes of a hash may stand: for who checks the cache.
 */
#ifndef STORE_INVENTORY_H
#define STORE_INVENTORY_H

#include "store/candidate.h"

extern const struct db_sqltab inventory_sql;

/* One object: content_hash, file_path, asset_type and file_size. Other than 0 ends the walk. */
typedef int inventory_fn(const struct cache_object *o, void *ctx, struct error *err);
/* Every object, by hash. No statement is open while fn runs: it may take its time, and write. 0, -1, or what
 * fn ended it with. */
int inventory_each(struct db *db, inventory_fn *fn, void *ctx, struct error *err);
/* How many there are. */
int inventory_count(struct db *db, int64_t *n, struct error *err);

/* The paths in the libraries, as the database has them, at which a file with these bytes was published or
 * found. */
int inventory_places(struct db *db, const char *content_hash, char ***out, size_t *n, struct error *err);
void inventory_places_free(char **paths, size_t n);

#endif
