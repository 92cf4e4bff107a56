/* Libraries and films for tests of what stands on them; all in 'engines_db'. */
#ifndef HARNESS_ITEMS_H
#define HARNESS_ITEMS_H

#include "engines.h"
#include "store/item.h"

#define ALL_FIELDS (MF_BIT(MF_COUNT) - 1)

/* The id of a new library of films. */
int64_t items_library(const char *name, const char *path);
/* Fills every field that a film can have, each with source "nfo". */
void items_fill(struct item *it);
/* A film that is not stored: FOLDER/FOLDER.mkv in the library at root, with that title, state discovered. */
void items_film(struct item *it, int64_t library_id, const char *root, const char *folder);
/* Saves in a transaction of its own and gives item_save()'s result; id and revision go back into 'it'. */
int items_save(struct item *it, uint64_t fields, bool streams, bool unpublished);
/* The id of a new, stored film. */
int64_t items_new(int64_t library_id, const char *root, const char *folder);
/* Loads everything; ends the test when it is not there. */
void items_load(struct item *it, enum entity type, int64_t id);
/* Runs fn(db, ctx) in a writing transaction. */
void items_write(int (*fn)(struct db *db, void *ctx, struct error *err), void *ctx);

/* Every reference on the cache is counted as it is, orphans have their date, and candidates know what is
 * there.
 */
void items_recount(void);

/* Each number that a query of fixed text gives is what is expected. */
#define ck_count(expected, sql) ck_assert_int_eq(engines_int(sql), expected)

#endif
