/* Sets of films; see sets.h. */
#include "store/sets.h"
#include "core/alloc.h"
#include "store/item.h"
#include "store/row.h"

enum { SETS_OF_LIBRARY, SET_OF_MOVIE, SET_WORDS, SET_NAMED, SETS_COUNT };

/* Of a field of a set: whether its value is another's than an NFO's (an id that a person gave is locked in);
 * whether it is so or once was. */
#define IS_OURS(field)                                                                                       \
	"EXISTS (SELECT 1 FROM field_state f WHERE f.entity_type = 'set' AND f.entity_id = s.id "            \
	"AND f.field = '" field "' AND (f.pinned IS NOT NULL "                                               \
	"OR f.source NOT IN ('" SOURCE_NFO "', '" SOURCE_RADARR "', '" SOURCE_SONARR "')))"
#define FLAG(condition) "CASE WHEN " condition " THEN 1 ELSE 0 END"
#define WAS_EDITED                                                                                           \
	"EXISTS (SELECT 1 FROM edits e WHERE e.entity_type = 'set' AND e.entity_id = s.id "                  \
	"AND e.field IN ('plot', 'uniqueids'))"

static const struct db_sql statements[SETS_COUNT] = {
	[SETS_OF_LIBRARY] = {"SELECT s.id, s.name FROM sets s WHERE EXISTS (SELECT 1 FROM movies m "
			     "WHERE m.set_id = s.id AND m.library_id = $1 AND m.deleted_on IS NULL) "
			     "ORDER BY s.name",
		NULL},
	[SET_OF_MOVIE] = {"SELECT s.id, s.name FROM movies m JOIN sets s ON s.id = m.set_id WHERE m.id = $1",
		NULL},
	[SET_WORDS] =
		{"SELECT s.overview, CAST(s.tmdb_collection_id AS TEXT), " FLAG(IS_OURS("plot")) ", " FLAG(
			 IS_OURS("uniqueids")) ", " FLAG(WAS_EDITED) " FROM movies m JOIN sets s ON s.id = "
								     "m.set_id WHERE m.id = $1",
			NULL},
	[SET_NAMED] = {"SELECT id FROM sets WHERE name = $1 AND id <> $2", NULL},
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

/* The set's own word in the place of the film's, or where the film has none. */
static void take_word(struct db_stmt *st, int col, bool ours, char **to)
{
	if (!ours && *to)
		return;
	free(*to);
	*to = row_dup(st, col);
}

int set_words(struct db *db, int64_t movie_id, struct meta *m, bool *follows, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &sets_sql, SET_WORDS);
	bool overview, number;
	int rc;

	*follows = false;
	db_bind_int(st, 1, movie_id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	overview = db_int(st, 2) != 0;
	number = db_int(st, 3) != 0;
	*follows = overview || number || db_int(st, 4) != 0;
	take_word(st, 0, overview, &m->set_overview);
	take_word(st, 1, number, &m->set_tmdb_id);
	db_reset(st);
	return 0;
}

int set_named(struct db *db, const char *name, int64_t but, int64_t *id, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &sets_sql, SET_NAMED);
	int rc;

	db_bind_text(st, 1, name);
	db_bind_int(st, 2, but);
	rc = db_step(st, err);
	if (rc == 1)
		*id = db_int(st, 0);
	db_reset(st);
	return rc;
}
