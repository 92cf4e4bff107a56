/* The set of a film, and the row of a set as an item; see itemparts.h. */
#include <inttypes.h>
#include <string.h>

#include "db/words.h"
#include "media/name.h"
#include "store/itemparts.h"
#include "store/row.h"

enum {
	SET_FIND,
	SET_RENAMED,
	SET_MAKE,
	SET_NAME,
	SET_STATE,
	SET_SAY_OVERVIEW,
	SET_SAY_NUMBER,
	SET_IDS_CLEAR,
	SET_SAVE,
	SET_FILMS_DIFFER,
	SET_COUNT
};

/*
 * What is said of a set: $1 the set, $2 the value, $3 now, $4 whether a person says it, and so over another
 * value, $5 the field. What is locked stays, unless a file said it and one says something else.
 */
#define SAY(column, type)                                                                                    \
	{                                                                                                    \
		"UPDATE sets SET " column " = $2, revision = revision + 1, updated_at = $3 WHERE id = $1 "   \
		"AND (" column " IS NULL OR (CAST($4 AS BIGINT) = 1 AND " column " <> CAST($2 AS " type      \
		"))) "                                                                                       \
		"AND NOT EXISTS (SELECT 1 FROM field_state f WHERE f.entity_type = 'set' "                   \
		"AND f.entity_id = $1 AND f.field = $5 "                                                     \
		"AND (f.locked = 1 OR f.pinned IS NOT NULL) "                                                \
		"AND (f.source <> '" SOURCE_FILE "' OR CAST($4 AS BIGINT) = 0))",                            \
			NULL                                                                                 \
	}

static const struct db_sql statements[SET_COUNT] = {
	[SET_FIND] = {"SELECT id FROM sets WHERE name = $1", NULL},
	[SET_RENAMED] = {"SELECT s.id FROM sets s WHERE s.tmdb_collection_id = $1 AND EXISTS (SELECT 1 FROM "
			 "field_state f WHERE f.entity_type = 'set' AND f.entity_id = s.id "
			 "AND f.field = 'title' AND f.locked = 1) ORDER BY s.id LIMIT 1",
		NULL},
	[SET_MAKE] = {"INSERT INTO sets (name, sort_key, created_at) VALUES ($1, $2, $3) "
		      "ON CONFLICT (name) DO NOTHING RETURNING id",
		NULL},
	[SET_NAME] = {"SELECT name FROM sets WHERE id = $1", NULL},
	[SET_STATE] = {"INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at) "
		       "VALUES ('set', $1, $2, $3, $4, $5) ON CONFLICT (entity_type, entity_id, field) "
		       "DO UPDATE SET source = excluded.source, locked = excluded.locked, "
		       "updated_at = excluded.updated_at",
		NULL},
	[SET_SAY_OVERVIEW] = SAY("overview", "TEXT"),
	[SET_SAY_NUMBER] = SAY("tmdb_collection_id", "BIGINT"),
	[SET_IDS_CLEAR] = {"DELETE FROM external_ids WHERE entity_type = 'set' AND entity_id = $1 "
			   "AND type = 'tmdb'",
		NULL},
	[SET_SAVE] = {"UPDATE sets SET name = $2, sort_title = $3, overview = $4, tmdb_collection_id = $5, "
		      "enriched_at = $6, revision = $7, sort_key = $8, updated_at = $9 WHERE id = $1",
		NULL},
	[SET_FILMS_DIFFER] = {"UPDATE movies SET has_unpublished_changes = 1, revision = revision + 1, "
			      "updated_at = $2 WHERE set_id = $1 AND id <> $3",
		NULL},
};
const struct db_sqltab itemset_sql = {"itemset", statements, SET_COUNT};

/* The id of a bound statement's row: 1, 0, -1. */
static int one_id(struct db_stmt *st, int64_t *id, struct error *err)
{
	int rc = db_step(st, err);

	if (rc > 0)
		*id = db_int(st, 0);
	db_reset(st);
	return rc;
}

static int find(struct db *db, const char *name, int64_t *id, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &itemset_sql, SET_FIND);

	db_bind_text(st, 1, name);
	return one_id(st, id, err);
}

/* What a person said; and what comes from elsewhere. */
static bool by_person(const char *source)
{
	return !strcmp(source, SOURCE_EDIT) || !strcmp(source, SOURCE_FILE);
}

static int64_t number_of(const char *tmdb_id)
{
	return tmdb_id && strlen(tmdb_id) <= 15 && strspn(tmdb_id, "0123456789") == strlen(tmdb_id)
		       ? strtoll(tmdb_id, NULL, 10)
		       : 0;
}

static int find_renamed(struct db *db, const struct item_row *row, int64_t *id, struct error *err)
{
	int64_t number = number_of(row->meta->set_tmdb_id);
	struct db_stmt *st;

	if (!number || by_person(row->item->field[MF_SET].source))
		return 0;
	st = db_stmt(db, &itemset_sql, SET_RENAMED);
	db_bind_int(st, 1, number);
	return one_id(st, id, err);
}

/* The word of one film's NFO holds for its own; any other for all films of the set. */
static bool from_nfo(const struct item_row *row)
{
	const char *source = row->item->field[MF_SET].source;

	return !*source || (source_is_file(source) && strcmp(source, SOURCE_FILE) != 0);
}

static int put_state(struct db *db, const struct item_row *row, int64_t id, enum meta_field f, bool locked,
	struct error *err)
{
	const char *source = row->item->field[MF_SET].source;
	struct db_stmt *st = db_stmt(db, &itemset_sql, SET_STATE);

	db_bind_int(st, 1, id);
	db_bind_text(st, 2, meta_field_name(f));
	db_bind_text(st, 3, *source ? source : SOURCE_NFO);
	db_bind_int(st, 4, locked);
	db_bind_text(st, 5, row->now);
	return db_run(st, err);
}

/* 1 made, 0 somebody else made it meanwhile, -1. */
static int make(struct db *db, const struct item_row *row, int64_t *id, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &itemset_sql, SET_MAKE);
	struct strbuf key = STRBUF_INIT;
	int rc;

	name_sort_key(&key, row->meta->set_name, NULL);
	db_bind_text(st, 1, row->meta->set_name);
	db_bind_text(st, 2, key.buf);
	db_bind_text(st, 3, row->now);
	rc = one_id(st, id, err);
	strbuf_release(&key);
	if (rc == 1 &&
		(put_state(db, row, *id, MF_TITLE, false, err) ||
			words_put(db, entity_name(ENTITY_SET), *id, row->meta->set_name, NULL, true, err)))
		rc = -1;
	return rc;
}

static int films_differ(struct db *db, int64_t id, int64_t but, const char *now, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &itemset_sql, SET_FILMS_DIFFER);

	db_bind_int(st, 1, id);
	db_bind_text(st, 2, now);
	db_bind_int(st, 3, but);
	return db_run(st, err);
}

/* One of the facts about the set, by a statement that has its value already. 1: what its films' files say of
 * it follows, 0, -1. */
static int say(struct db *db, struct db_stmt *st, const struct item_row *row, int64_t id, enum meta_field f,
	struct error *err)
{
	bool person = row->says_of_set && by_person(row->item->field[MF_SET].source);

	db_bind_int(st, 1, id);
	db_bind_text(st, 3, row->now);
	db_bind_int(st, 4, person);
	db_bind_text(st, 5, meta_field_name(f));
	if (db_run(st, err))
		return -1;
	if (!db_changes(st))
		return 0;
	return put_state(db, row, id, f, person, err) ? -1 : !from_nfo(row);
}

static int learn(struct db *db, const struct item_row *row, int64_t id, struct error *err)
{
	const struct meta *m = row->meta;
	int64_t number = number_of(m->set_tmdb_id);
	int overview = 0, ids = 0;
	struct db_stmt *st;

	if (m->set_overview) {
		st = db_stmt(db, &itemset_sql, SET_SAY_OVERVIEW);
		db_bind_text(st, 2, m->set_overview);
		overview = say(db, st, row, id, MF_PLOT, err);
	}
	if (number && overview >= 0) {
		st = db_stmt(db, &itemset_sql, SET_SAY_NUMBER);
		db_bind_int(st, 2, number);
		ids = say(db, st, row, id, MF_UNIQUEIDS, err);
	}
	if (ids == 1) {
		st = db_stmt(db, &itemset_sql, SET_IDS_CLEAR);
		db_bind_int(st, 1, id);
		ids = db_run(st, err) ? -1 : 1;
	}
	if (overview < 0 || ids < 0)
		return -1;
	return overview || ids ? films_differ(db, id, row->item->id, row->now, err) : 0;
}

int item_set_id(struct db *db, const struct item_row *row, int64_t *set_id, struct error *err)
{
	const char *name = row->meta->set_name;
	int rc;

	*set_id = 0;
	if (!name)
		return 0;
	rc = find(db, name, set_id, err);
	if (!rc)
		rc = find_renamed(db, row, set_id, err);
	if (!rc)
		rc = make(db, row, set_id, err);
	if (!rc) /* somebody made it between the two */
		rc = find(db, name, set_id, err);
	return rc < 0 ? -1 : learn(db, row, *set_id, err);
}

int item_set_load(struct db *db, int64_t set_id, struct meta *m, struct error *err)
{
	struct db_stmt *st;
	int rc;

	if (!set_id)
		return 0;
	st = db_stmt(db, &itemset_sql, SET_NAME);
	db_bind_int(st, 1, set_id);
	rc = db_step(st, err);
	if (rc <= 0)
		return rc;
	m->set_name = row_dup(st, 0);
	db_reset(st);
	return 0;
}

int item_set_row_save(struct db *db, const struct item_row *row, int64_t *id, struct error *err)
{
	const struct meta *m = row->meta;
	const char *title = meta_get(m, MF_TITLE), *sort = meta_get(m, MF_SORT_TITLE);
	struct strbuf key = STRBUF_INIT;
	struct db_stmt *st;
	int rc;

	if (!row->item->id || !title)
		BUG("a set is made by its films, and has a name");
	*id = row->item->id;
	name_sort_key(&key, sort ? sort : title, NULL);
	st = db_stmt(db, &itemset_sql, SET_SAVE);
	db_bind_int(st, 1, *id);
	db_bind_text(st, 2, title);
	db_bind_text(st, 3, sort);
	db_bind_text(st, 4, meta_get(m, MF_PLOT));
	bind_int_unless(st, 5, number_of(meta_id(m, "tmdb")), 0);
	db_bind_text(st, 6, row->item->enriched_at);
	db_bind_int(st, 7, row->revision);
	db_bind_text(st, 8, key.buf);
	db_bind_text(st, 9, row->now);
	rc = db_run(st, err);
	strbuf_release(&key);
	return !rc && row->unpublished ? films_differ(db, *id, 0, row->now, err) : rc;
}
