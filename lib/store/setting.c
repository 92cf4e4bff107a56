/* The settings of a library, its name, and where it lies; see library.h. */
#include <string.h>

#include "store/libraryparts.h"
#include "store/row.h"

enum {
	SET_NAME,
	SET_ENABLED,
	SET_PATH,
	SET_ALL,
	SET_PUT,
	SET_DROP,
	SET_UNPUBLISHED,
	SET_MOVE_FIRST = SET_UNPUBLISHED + ENTITY_COUNT,
	SET_MOVE_MOVIES = SET_MOVE_FIRST,
	SET_MOVE_SERIES,
	SET_MOVE_SEASONS,
	SET_MOVE_EPISODES,
	SET_MOVE_CANDIDATES,
	SET_MOVE_SUBTITLES,
	SET_MOVE_UNKNOWN,
	SET_MOVE_PUBLISHED,
	SET_MOVE_DISPLACED,
	SET_MOVE_VERSIONS,
	SET_COUNT
};

/* Paths in the library at $1 become paths in $2; libraries never overlap, so the path alone decides. */
#define MOVED(column) "$2 || substr(" column ", length($1) + 1)"
#define IS_BELOW(column) "substr(" column ", 1, length($1) + 1) = $1 || '/'"
#define MOVE(table, column)                                                                                  \
	{                                                                                                    \
		"UPDATE " table " SET " column " = " MOVED(column) " WHERE " IS_BELOW(column), NULL          \
	}
#define MOVE_ITEM(table, column)                                                                             \
	{                                                                                                    \
		"UPDATE " table " SET " column " = " MOVED(column) ", nfo_path = CASE WHEN " IS_BELOW(       \
			"nfo_path") " THEN " MOVED("nfo_path") " ELSE nfo_path END WHERE " IS_BELOW(column), \
			NULL                                                                                 \
	}

#define UNPUBLISHED(table, of_library)                                                                       \
	{                                                                                                    \
		"UPDATE " table                                                                              \
		" SET has_unpublished_changes = 1 WHERE last_published_at IS NOT NULL AND " of_library,      \
			NULL                                                                                 \
	}
#define OF_SERIES "series_id IN (SELECT id FROM series WHERE library_id = $1)"

static const struct db_sql statements[SET_COUNT] = {
	[SET_NAME] = {"UPDATE libraries SET name = $2, updated_at = $3 WHERE id = $1", NULL},
	[SET_ENABLED] = {"UPDATE libraries SET enabled = $2, updated_at = $3 WHERE id = $1", NULL},
	[SET_PATH] = {"UPDATE libraries SET path = $2, updated_at = $3 WHERE id = $1", NULL},
	[SET_ALL] = {"SELECT name, value FROM library_settings WHERE library_id = $1 ORDER BY name", NULL},
	[SET_PUT] = {"INSERT INTO library_settings (library_id, name, value) VALUES ($1, $2, $3) "
		     "ON CONFLICT (library_id, name) DO UPDATE SET value = excluded.value",
		NULL},
	[SET_DROP] = {"DELETE FROM library_settings WHERE library_id = $1 AND name = $2", NULL},
	[SET_UNPUBLISHED] = UNPUBLISHED("movies", "library_id = $1"),
	UNPUBLISHED("series", "library_id = $1"),
	UNPUBLISHED("seasons", OF_SERIES),
	UNPUBLISHED("episodes", OF_SERIES),
	[SET_MOVE_MOVIES] = MOVE_ITEM("movies", "file_path"),
	[SET_MOVE_SERIES] = MOVE_ITEM("series", "directory_path"),
	[SET_MOVE_SEASONS] = MOVE_ITEM("seasons", "directory_path"),
	[SET_MOVE_EPISODES] = MOVE_ITEM("episodes", "file_path"),
	[SET_MOVE_CANDIDATES] = MOVE("asset_candidates", "local_path"),
	[SET_MOVE_SUBTITLES] = MOVE("subtitle_streams", "file_path"),
	[SET_MOVE_UNKNOWN] = MOVE("unknown_files", "file_path"),
	[SET_MOVE_PUBLISHED] = MOVE("published_files", "path"),
	[SET_MOVE_DISPLACED] = MOVE("displaced_files", "path"),
	[SET_MOVE_VERSIONS] = MOVE("nfo_versions", "path"),
};
const struct db_sqltab setting_sql = {"setting", statements, SET_COUNT};

const char *library_setting(const struct library *lib, const char *name)
{
	size_t i;

	for (i = 0; i < lib->nsetting; i++)
		if (!strcmp(lib->setting[i].name, name))
			return lib->setting[i].value;
	return NULL;
}

enum naming library_names(const struct library *lib)
{
	enum naming n = naming_by_name(library_setting(lib, "names"));

	return n == NAMING_UNKNOWN ? NAMING_SHORT : n;
}

void library_setting_add(struct library *lib, const char *name, const char *value)
{
	ALLOC_GROW(lib->setting, lib->nsetting + 1, lib->asetting);
	lib->setting[lib->nsetting++] = (struct library_setting){xstrdup(name), xstrdup(value)};
}

int library_load_settings(struct db *db, struct library *lib, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &setting_sql, SET_ALL);
	int rc;

	db_bind_int(st, 1, lib->id);
	while ((rc = db_step(st, err)) == 1)
		library_setting_add(lib, db_text(st, 0), db_text(st, 1));
	return rc;
}

int library_put_setting(struct db *db, int64_t id, const char *name, const char *value, struct error *err)
{
	struct db_stmt *st;

	if (value && library_setting_check(name, value, err))
		return -1;
	st = db_stmt(db, &setting_sql, value ? SET_PUT : SET_DROP);
	db_bind_int(st, 1, id);
	db_bind_text(st, 2, name);
	if (value)
		db_bind_text(st, 3, value);
	return db_run(st, err);
}

struct setting_change {
	int64_t id;
	const char *name, *value;
};

/* A column of the row itself: $2 is the value, $3 the time. */
static int set_column(struct db *db, int index, const struct setting_change *c, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &setting_sql, index);

	db_bind_int(st, 1, c->id);
	if (index == SET_ENABLED)
		db_bind_int(st, 2, *c->value == '1');
	else
		db_bind_text(st, 2, c->value);
	return bind_now(db, st, 3, err) ? -1 : db_run(st, err);
}

/* The library was moved: every path in it follows. */
static int set_path(
	struct db *db, const struct setting_change *c, const struct library *lib, struct error *err)
{
	struct db_stmt *st;
	int i;

	if (library_check_path(c->value, err) || library_check_free(db, c->id, NULL, c->value, err) ||
		library_check_closed(db, c->id, err))
		return -1;
	for (i = SET_MOVE_FIRST; i < SET_COUNT; i++) {
		st = db_stmt(db, &setting_sql, i);
		db_bind_text(st, 1, lib->path);
		db_bind_text(st, 2, c->value);
		if (db_run(st, err))
			return -1;
	}
	return set_column(db, SET_PATH, c, err);
}

/* What was published does not say what it should any more. */
static int make_unpublished(struct db *db, int64_t id, struct error *err)
{
	struct db_stmt *st;
	int i;

	for (i = 0; i < ENTITY_COUNT; i++) {
		st = db_stmt(db, &setting_sql, SET_UNPUBLISHED + i);
		db_bind_int(st, 1, id);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

static int change_setting(struct db *db, void *ctx, struct error *err)
{
	const struct setting_change *c = ctx;
	struct library lib = {0};
	int rc = library_by_id(db, c->id, &lib, err);

	if (rc <= 0)
		return rc < 0 ? -1 : library_not_found(c->id, err);
	if (!strcmp(c->name, "name"))
		rc = library_check_name(c->value, err) || library_check_free(db, c->id, c->value, NULL, err)
			     ? -1
			     : set_column(db, SET_NAME, c, err);
	else if (!strcmp(c->name, "path"))
		rc = set_path(db, c, &lib, err);
	else if (!strcmp(c->name, "enabled"))
		rc = strcmp(c->value, "0") != 0 && strcmp(c->value, "1") != 0
			     ? error_set(err, ERR_BAD_VALUE, "setting 'enabled' takes 0 or 1, not '%s'",
				       c->value)
			     : set_column(db, SET_ENABLED, c, err);
	else
		rc = library_put_setting(db, c->id, c->name, c->value, err) ||
				     (library_setting_shows(c->name) && make_unpublished(db, c->id, err))
			     ? -1
			     : 0;
	library_release(&lib);
	return rc;
}

int library_set(struct db *db, int64_t id, const char *name, const char *value, struct error *err)
{
	static const char *const columns[] = {"name", "path", "enabled"};
	struct setting_change c = {id, name, value};
	size_t i;

	for (i = 0; !value && i < sizeof(columns) / sizeof(columns[0]); i++)
		if (!strcmp(columns[i], name))
			return error_set(err, ERR_BAD_VALUE, "a library always has a '%s'", name);
	return db_transact(db, DB_WRITE_FULL, change_setting, &c, err);
}
