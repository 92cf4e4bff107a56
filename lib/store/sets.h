/*
 * Sets of films. A set is known by its name, whatever libraries its films are in; its pictures are candidates
 * of the entity 'set', and stand in the folder of sets.
 *
 * It is an item (ENTITY_SET of store/item.h) with a title, sort title, plot (its overview) and the number of
 * its collection at TMDB as an id: item_load(), absorb_fill() and absorb_put() with the locks that they
 * respect, item_save() with 'unpublished', which its films are then, edit_items(). Its films make it
 * (item_save() of a film whose meta has one), and nothing else does. What its films' NFO files say of it each
 * film keeps, until the set's plot or number has another source than an NFO: then all say the same.
 */
#ifndef STORE_SETS_H
#define STORE_SETS_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"
#include "media/meta.h"

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
/* The film's overview and number of its set become what its NFO should say: the set's where that has them
 * from another source than an NFO, else its own, else the set's. *follows: they are to be written even
 * where nothing else of the film changes. 0 or -1. */
int set_words(struct db *db, int64_t movie_id, struct meta *m, bool *follows, struct error *err);
/* Another set than 'but' of exactly that name: 1 and its id, 0, -1. */
int set_named(struct db *db, const char *name, int64_t but, int64_t *id, struct error *err);

#endif
