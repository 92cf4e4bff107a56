/* Rows of items; what stands outside them is in itemlists.c, itemstate.c and itemstreams.c. See item.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "store/columns.h"
#include "store/itemparts.h"
#include "store/row.h"

/* One statement for each kind of item, in the order of enum entity; a set is found by its number alone. */
enum {
	ITEM_BY_ID,
	ITEM_BY_FILE = ITEM_BY_ID + ENTITY_ALL,
	ITEM_IN_FOLDER = ITEM_BY_FILE + ENTITY_COUNT,
	ITEM_BY_EXTERNAL_ID = ITEM_IN_FOLDER + ENTITY_COUNT,
	ITEM_SET_DELETED = ITEM_BY_EXTERNAL_ID + ENTITY_COUNT,
	ITEM_SET_STATE = ITEM_SET_DELETED + ENTITY_COUNT,
	ITEM_SEASONS_IDENTIFY = ITEM_SET_STATE + ENTITY_COUNT,
	ITEM_EPISODES_IDENTIFY,
	ITEM_COUNT
};

#define SELECT(cols, from, where)                                                                            \
	{                                                                                                    \
		"SELECT " cols("m.plot", "m.outline") " FROM " from " WHERE " where, NULL                    \
	}
#define SELECT_SET                                                                                           \
	{                                                                                                    \
		"SELECT " COLS_SET("m.overview") " FROM " FROM_SET " WHERE m.id = $1", NULL                  \
	}
#define IN_FOLDER(from, library)                                                                             \
	{                                                                                                    \
		"SELECT m.id FROM " from " WHERE " library " = $1 AND m.folder = $2 ORDER BY m.id", NULL     \
	}
#define BY_EXTERNAL_ID(table, word)                                                                          \
	{                                                                                                    \
		"SELECT m.id FROM external_ids x JOIN " table " m ON m.id = x.entity_id "                    \
		"WHERE x.type = $1 AND x.value = $2 AND x.entity_type = '" word "' "                         \
		"AND (m.deleted_on IS NULL OR CAST($3 AS BIGINT) = 1) ORDER BY m.id",                        \
			NULL                                                                                 \
	}
#define SET_DELETED(table)                                                                                   \
	{                                                                                                    \
		"UPDATE " table " SET deleted_on = $2, updated_at = $3 WHERE id = $1", NULL                  \
	}
#define SET_STATE(table)                                                                                     \
	{                                                                                                    \
		"UPDATE " table " SET state = $2, error_message = $3, updated_at = $4 WHERE id = $1", NULL   \
	}
/* $2 the state that they get, $3 that which they have. */
#define IDENTIFY(table, word)                                                                                \
	{                                                                                                    \
		"UPDATE " table " SET state = $2, updated_at = $4 WHERE series_id = $1 AND state = $3 "      \
		"AND (CAST($2 AS TEXT) = 'identified' OR NOT EXISTS (SELECT 1 FROM external_ids x "          \
		"WHERE x.entity_type = '" word "' AND x.entity_id = " table ".id "                           \
		"AND x.type IN ('tmdb', 'imdb', 'tvdb')))",                                                  \
			NULL                                                                                 \
	}

static const struct db_sql statements[ITEM_COUNT] = {
	[ITEM_BY_ID] = SELECT(COLS_MOVIE, FROM_MOVIE, "m.id = $1"),
	SELECT(COLS_SERIES, FROM_SERIES, "m.id = $1"),
	SELECT(COLS_SEASON, FROM_SEASON, "m.id = $1"),
	SELECT(COLS_EPISODE, FROM_EPISODE, "m.id = $1"),
	SELECT_SET,
	[ITEM_BY_FILE] = SELECT(COLS_MOVIE, FROM_MOVIE, "m.file_path = $1"),
	SELECT(COLS_SERIES, FROM_SERIES, "m.directory_path = $1"),
	SELECT(COLS_SEASON, FROM_SEASON, "m.directory_path = $1 ORDER BY m.season_number LIMIT 1"),
	SELECT(COLS_EPISODE, FROM_EPISODE,
		"m.file_path = $1 ORDER BY m.season_number, m.episode_number LIMIT 1"),
	[ITEM_IN_FOLDER] = IN_FOLDER(FROM_MOVIE, "m.library_id"),
	IN_FOLDER(FROM_SERIES, "m.library_id"),
	IN_FOLDER(FROM_SEASON, "s.library_id"),
	IN_FOLDER(FROM_EPISODE, "s.library_id"),
	[ITEM_BY_EXTERNAL_ID] = BY_EXTERNAL_ID("movies", "movie"),
	BY_EXTERNAL_ID("series", "series"),
	BY_EXTERNAL_ID("seasons", "season"),
	BY_EXTERNAL_ID("episodes", "episode"),
	[ITEM_SET_DELETED] = SET_DELETED("movies"),
	SET_DELETED("series"),
	SET_DELETED("seasons"),
	SET_DELETED("episodes"),
	[ITEM_SET_STATE] = SET_STATE("movies"),
	SET_STATE("series"),
	SET_STATE("seasons"),
	SET_STATE("episodes"),
	[ITEM_SEASONS_IDENTIFY] = IDENTIFY("seasons", "season"),
	[ITEM_EPISODES_IDENTIFY] = IDENTIFY("episodes", "episode"),
};
const struct db_sqltab item_sql = {"item", statements, ITEM_COUNT};

static void release_fields(struct item *it)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		pins_release(&it->field[f].pins);
		free(it->field[f].disk_value);
	}
	names_release(&it->locked_kinds);
}

void item_release(struct item *it)
{
	free(it->file_path);
	free(it->folder);
	free(it->nfo_path);
	free(it->version_label);
	free(it->state);
	free(it->error_message);
	free(it->nfo_hash);
	free(it->published_nfo_hash);
	free(it->last_published_at);
	free(it->nfo_parsed_at);
	free(it->enriched_at);
	free(it->deleted_on);
	free(it->created_at);
	free(it->updated_at);
	free(it->sort_key);
	meta_release(&it->meta);
	release_fields(it);
	streams_release(&it->streams);
	*it = (struct item)ITEM_INIT;
}

bool source_is_file(const char *source)
{
	return !strcmp(source, SOURCE_NFO) || !strcmp(source, SOURCE_RADARR) ||
	       !strcmp(source, SOURCE_SONARR) || !strcmp(source, SOURCE_FILE);
}

bool source_is_provider(const char *source)
{
	static const char *const names[] = {"tmdb", "tvdb", "fanart.tv", "tvmaze"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(source, names[i]))
			return true;
	return false;
}

bool item_locked(const struct item *it, enum meta_field f)
{
	return it->field[f].locked;
}

uint64_t item_conflict(const struct item *it)
{
	uint64_t fields = 0;
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if (it->field[f].disk_value)
			fields |= MF_BIT(f);
	return fields;
}

void item_set_conflict(struct item *it, uint64_t fields, const struct meta *disk)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		struct strbuf value = STRBUF_INIT;
		struct jsonw w;

		free(it->field[f].disk_value);
		it->field[f].disk_value = NULL;
		if (!(fields & MF_BIT(f)))
			continue;
		jsonw_init(&w, &value);
		meta_write_json(disk, (enum meta_field)f, &w);
		it->field[f].disk_value = strbuf_detach(&value, NULL);
	}
}

void id_list_release(struct id_list *list)
{
	free(list->id);
	*list = (struct id_list){0};
}

static void read_number_id(struct db_stmt *st, int col, const char *type, struct meta *m)
{
	if (db_int(st, col))
		meta_add_id(m, type, db_text(st, col), false);
}

void item_read_row(struct db_stmt *st, enum entity type, struct item *it)
{
	int f;

	it->type = type;
	it->id = db_int(st, COL_ID);
	it->library_id = db_int(st, COL_LIBRARY_ID);
	it->series_id = db_int(st, COL_SERIES_ID);
	it->file_path = row_dup(st, COL_FILE_PATH);
	it->folder = row_dup(st, COL_FOLDER);
	it->nfo_path = row_dup(st, COL_NFO_PATH);
	it->naming = naming_by_name(db_text(st, COL_NAMING));
	it->state = row_dup(st, COL_STATE);
	it->error_message = row_dup(st, COL_ERROR);
	it->has_unpublished_changes = db_int(st, COL_UNPUBLISHED) != 0;
	it->revision = db_int(st, COL_REVISION);
	it->nfo_hash = row_dup(st, COL_NFO_HASH);
	it->published_nfo_hash = row_dup(st, COL_PUBLISHED_NFO_HASH);
	it->last_published_at = row_dup(st, COL_LAST_PUBLISHED);
	it->nfo_parsed_at = row_dup(st, COL_NFO_PARSED);
	it->enriched_at = row_dup(st, COL_ENRICHED);
	it->deleted_on = row_dup(st, COL_DELETED);
	it->created_at = row_dup(st, COL_CREATED);
	it->updated_at = row_dup(st, COL_UPDATED);
	it->sort_key = row_dup(st, COL_SORT_KEY);
	it->version_label = row_dup(st, COL_VERSION_LABEL);
	read_number_id(st, COL_TMDB_ID, "tmdb", &it->meta);
	if (db_text(st, COL_IMDB_ID))
		meta_add_id(&it->meta, "imdb", db_text(st, COL_IMDB_ID), false);
	read_number_id(st, COL_TVDB_ID, "tvdb", &it->meta);
	/* As it was checked when it was stored; a title that must not be NULL is empty. */
	for (f = 0; f < MF_SCALARS; f++)
		if (db_text(st, COL_SCALARS + f) && *db_text(st, COL_SCALARS + f))
			it->meta.scalar[f] = row_dup(st, COL_SCALARS + f);
}

static int load_parts(struct db *db, struct item *it, int64_t set_id, unsigned parts, struct error *err)
{
	if ((parts & ITEM_META) && item_lists_load(db, it->type, it->id, set_id, &it->meta, err))
		return -1;
	if ((parts & ITEM_FIELDS) && item_state_load(db, it, err))
		return -1;
	if ((parts & ITEM_STREAMS) && item_streams_load(db, it->type, it->id, &it->streams, err))
		return -1;
	return 0;
}

/* The one row that a bound statement gives. */
static int load_one(struct db *db, struct db_stmt *st, enum entity type, unsigned parts, struct item *out,
	struct error *err)
{
	struct item it = ITEM_INIT;
	int64_t set_id;
	int rc = db_step(st, err);

	if (rc <= 0)
		return rc;
	item_read_row(st, type, &it);
	set_id = db_int(st, COL_SET_ID);
	db_reset(st);
	if (load_parts(db, &it, set_id, parts, err)) {
		item_release(&it);
		return -1;
	}
	*out = it;
	return 1;
}

int item_load(
	struct db *db, enum entity type, int64_t id, unsigned parts, struct item *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &item_sql, ITEM_BY_ID + type);

	db_bind_int(st, 1, id);
	return load_one(db, st, type, parts, out, err);
}

int item_by_file(struct db *db, enum entity type, const char *file_path, unsigned parts, struct item *out,
	struct error *err)
{
	struct db_stmt *st = db_stmt(db, &item_sql, ITEM_BY_FILE + type);

	db_bind_text(st, 1, file_path);
	return load_one(db, st, type, parts, out, err);
}

static int read_ids(struct db_stmt *st, struct id_list *out, struct error *err)
{
	struct id_list list = {0};
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		if (list.n && list.id[list.n - 1] == db_int(st, 0))
			continue;
		ALLOC_GROW(list.id, list.n + 1, list.alloc);
		list.id[list.n++] = db_int(st, 0);
	}
	if (rc) {
		id_list_release(&list);
		return -1;
	}
	*out = list;
	return 0;
}

int items_in_folder(struct db *db, enum entity type, int64_t library_id, const char *folder,
	struct id_list *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &item_sql, ITEM_IN_FOLDER + type);

	db_bind_int(st, 1, library_id);
	db_bind_text(st, 2, folder);
	return read_ids(st, out, err);
}

static int by_external_id(struct db *db, enum entity type, const char *id_type, const char *value, bool ever,
	struct id_list *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &item_sql, ITEM_BY_EXTERNAL_ID + type);

	db_bind_text(st, 1, id_type);
	db_bind_text(st, 2, value);
	db_bind_int(st, 3, ever);
	return read_ids(st, out, err);
}

int items_by_external_id(struct db *db, enum entity type, const char *id_type, const char *value,
	struct id_list *out, struct error *err)
{
	return by_external_id(db, type, id_type, value, false, out, err);
}

int items_ever_by_external_id(struct db *db, enum entity type, const char *id_type, const char *value,
	struct id_list *out, struct error *err)
{
	return by_external_id(db, type, id_type, value, true, out, err);
}

/* Runs an update of one row, which must be there; the time is its parameter 'now'. */
static int update_one(
	struct db *db, struct db_stmt *st, enum entity type, int64_t id, int now, struct error *err)
{
	db_bind_int(st, 1, id);
	if (bind_now(db, st, now, err) || db_run(st, err))
		return -1;
	if (db_changes(st))
		return 0;
	return error_set(err, ERR_NOT_FOUND, "there is no %s %" PRId64, entity_name(type), id);
}

int item_set_deleted(struct db *db, enum entity type, int64_t id, const char *when, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &item_sql, ITEM_SET_DELETED + type);

	db_bind_text(st, 2, when);
	return update_one(db, st, type, id, 3, err);
}

int item_set_state(struct db *db, enum entity type, int64_t id, const char *state, const char *message,
	struct error *err)
{
	struct db_stmt *st = db_stmt(db, &item_sql, ITEM_SET_STATE + type);

	db_bind_text(st, 2, state);
	db_bind_text(st, 3, message);
	return update_one(db, st, type, id, 4, err);
}

int item_identify_below(struct db *db, int64_t series_id, bool identified, struct error *err)
{
	char now[DB_INSTANT_SIZE];

	if (db_now(db, now, err))
		return -1;
	for (int i = ITEM_SEASONS_IDENTIFY; i <= ITEM_EPISODES_IDENTIFY; i++) {
		struct db_stmt *st = db_stmt(db, &item_sql, i);

		db_bind_int(st, 1, series_id);
		db_bind_text(st, 2, identified ? "identified" : "discovered");
		db_bind_text(st, 3, identified ? "discovered" : "identified");
		db_bind_text(st, 4, now);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}
