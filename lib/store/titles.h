/* Films, series and sets by what people call them. */
#ifndef STORE_TITLES_H
#define STORE_TITLES_H

#include "store/item.h"

extern const struct db_sqltab titles_sql;

/*
 * The films, series or sets (without those that are gone from the disk) whose title or original title this
 * is, whatever its capitals, accents, punctuation and article: "matrix" is "The Matrix". A year in
 * parentheses at the end, as in "Solaris (1972)", is theirs, too. In the order of their ids. It reads every
 * title: for words of a person.
 */
int items_by_title(
	struct db *db, enum entity type, const char *title, struct id_list *out, struct error *err);

#endif
