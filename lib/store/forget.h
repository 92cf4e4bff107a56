/*
 * What providers said of an item that is another one than it was taken for: it goes, but for what is locked
 * or was chosen by hand.
 */
#ifndef STORE_FORGET_H
#define STORE_FORGET_H

#include "store/item.h"

extern const struct db_sqltab forget_sql;

/* Values from providers but its ids. Its title stays until there is a better one, as one that a name has.
 * Adds to *fields. */
void forget_values(struct item *it, uint64_t *fields);
/* The same of an episode that has other numbers, with its title and ids: it is to be enriched anew. */
void forget_episode(struct item *it, uint64_t *fields);
/* What it might have been and who was asked about it; 'another': and its pictures from providers. Inside a
 * transaction. 0 or -1. */
int forget_rows(struct db *db, enum entity type, int64_t id, bool another, struct error *err);

#endif
