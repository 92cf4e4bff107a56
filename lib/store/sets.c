/* Sets of films; see sets.h. */
#include "store/sets.h"
#include "store/row.h"

enum { SETS_OF_LIBRARY, SET_OF_MOVIE, SETS_COUNT };

static const struct db_sql statements[SETS_COUNT] = {
	[SETS_OF_LIBRARY] = {"SELECT s.id, s.name FROM sets s WHERE EXISTS (SELECT 1 FROM movies m "
			     "WHERE m.set_id = s.id AND m.library_id = $1 AND m.deleted_on IS NULL) "
			     "ORDER BY s.name",
		NULL},
	[SET_OF_MOVIE] = {"SELECT s.id, s.name FROM movies m JOIN sets s ON s.id = m.set_id WHERE m.id = $1",
		NULL},
};
const struct db_sqltab sets_sql = {"sets", statements, SETS_COUNT};

void set_list_release(struct set_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		free(list->item[i].name);
	free(list->item);
	*list = (struct set_list){0};
}

int sets_of_library(struct db *db, int64_t library_id, struct set_list *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &sets_sql, SETS_OF_LIBRARY);
	struct set_list list = {0};
	int rc;

	db_bind_int(st, 1, library_id);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list.item, list.n + 1, list.alloc);
		list.item[list.n++] = (struct set_row){db_int(st, 0), row_dup(st, 1)};
	}
	if (rc) {
		set_list_release(&list);
		return -1;
	}
	*out = list;
	return 0;
}

int set_of_movie(struct db *db, int64_t movie_id, int64_t *id, char **name, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &sets_sql, SET_OF_MOVIE);
	int rc;

	db_bind_int(st, 1, movie_id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*id = db_int(st, 0);
	*name = row_dup(st, 1);
	db_reset(st);
	return 1;
}
