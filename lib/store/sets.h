/*
 * Sets of films. A set is known by its name, whatever libraries its films are in; its pictures are candidates
 * of the entity 'set', and stand in the folder of sets.
 */
#ifndef STORE_SETS_H
#define STORE_SETS_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"

extern const struct db_sqltab sets_sql;

struct set_row {
	int64_t id;
	char *name;
};
struct set_list {
	struct set_row *item;
	size_t n, alloc;
};
void set_list_release(struct set_list *list);

/* The sets that films of a library are in, by name. */
int sets_of_library(struct db *db, int64_t library_id, struct set_list *out, struct error *err);
/* The set that a film is in: 1 with its id and name (the caller frees), 0 none, -1. */
int set_of_movie(struct db *db, int64_t movie_id, int64_t *id, char **name, struct error *err);

#endif
