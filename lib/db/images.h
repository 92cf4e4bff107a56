/*
 * The data step of migration 002: the images of the old table become candidates, and those whose files are
 * there become objects of the cache, by the SHA-256 of their bytes.
 */
#ifndef DB_IMAGES_H
#define DB_IMAGES_H

#include <stddef.h>

#include "db/db.h"

struct images;

/*
 * Before the transaction: reads every file that a row of 'images' names; relative paths start at cache_dir
 * (NULL: the current directory). A file that is not there is noted as gone; one that cannot be read ends the
 * migration, since what it holds would be lost. The caller frees.
 */
int images_collect(struct images **out, struct db *db, const char *cache_dir, struct error *err);
void images_free(struct images *im); /* NULL is fine */
size_t images_count(const struct images *im);
size_t images_gone(const struct images *im);
/* In the transaction, after the text of 002, which has made of each row a candidate of the same id. */
int images_adopt(struct db *db, const struct images *im, struct error *err);

extern const struct db_sqltab images_collect_sql; /* of version 1 */
extern const struct db_sqltab images_adopt_sql;	  /* of version 2 */

#endif
