/* Items by words of their titles: range look-ups in the table of words that item_save() keeps. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/item.h"

extern const struct db_sqltab search_sql;

/*
 * The items of a kind in whose title or original title every word of 'text' begins a word, whatever capitals,
 * accents and punctuation: "matr re" finds "The Matrix Reloaded". Without those that are gone from the disk
 * (sets without films), in the order of lists. A text without any letter or digit finds nothing. 0 or -1.
 */
int items_by_words(struct db *db, enum entity type, const char *text, struct id_list *out, struct error *err);

#endif
