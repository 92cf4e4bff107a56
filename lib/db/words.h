/*
 * The words of titles, folded as name_fold_words() does, in the table search_words. They stand here, and not
 * in the store with all else of items, because migration 009 fills the table.
 */
#ifndef DB_WORDS_H
#define DB_WORDS_H

#include "db/db.h"

extern const struct db_sqltab words_sql;

#define WORDS_MAX 32	  /* of a text; further ones are not found */
#define WORDS_MAX_SIZE 64 /* bytes of a word that count: what is longer is cut */

/* Puts the words of these titles (either may be NULL) in the place of those that the item has; 'fresh': it
 * has none. What an apostrophe joins is one word, and several. Inside a transaction. 0 or -1. */
int words_put(struct db *db, const char *entity_type, int64_t id, const char *title,
	const char *original_title, bool fresh, struct error *err);
/* The words of a text, cut as those of a title are: calls for each until fn gives something but 0, which is
 * the result. */
int words_each(const char *text, int (*fn)(const char *word, void *ctx), void *ctx);
/* The data step of migration 009: the words of every item that there is. */
int words_fill(struct db *db, struct error *err);

#endif
