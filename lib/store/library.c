/* Libraries and their settings; see library.h. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "core/path.h"
#include "store/library.h"
#include "store/row.h"

#define LIBRARY_NAME_MAX 255 /* bytes */

enum {
	LIB_ALL,
	LIB_INSERT,
	LIB_AUTOMATION,
	LIB_SELECTION,
	LIB_OPEN,
	LIB_DELETE,
	LIB_SCANNED,
	LIB_SET_NAME,
	LIB_SET_ENABLED,
	LIB_SET_PATH,
	LIB_SETTINGS,
	LIB_SETTING_PUT,
	LIB_SETTING_DROP,
	LIB_MOVE_FIRST,
	LIB_MOVE_MOVIES = LIB_MOVE_FIRST,
	LIB_MOVE_SERIES,
	LIB_MOVE_SEASONS,
	LIB_MOVE_EPISODES,
	LIB_MOVE_CANDIDATES,
	LIB_MOVE_SUBTITLES,
	LIB_MOVE_UNKNOWN,
	LIB_MOVE_PUBLISHED,
	LIB_MOVE_DISPLACED,
	LIB_MOVE_VERSIONS,
	LIB_COUNT
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

static const struct db_sql statements[LIB_COUNT] = {
	[LIB_ALL] = {"SELECT id, name, type, path, enabled, fs_type, last_scanned_at FROM libraries ORDER BY "
		     "name",
		NULL},
	[LIB_INSERT] = {"INSERT INTO libraries (name, type, path, enabled, created_at) "
			"VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING RETURNING id",
		NULL},
	[LIB_AUTOMATION] = {"INSERT INTO library_automation_config (library_id) VALUES ($1)", NULL},
	[LIB_SELECTION] =
		{"INSERT INTO asset_selection_config (library_id, asset_type, max_count) "
		 "SELECT l.id, k.asset_type, k.max_count FROM libraries l CROSS JOIN ("
		 "SELECT 'poster' AS asset_type, 1 AS max_count UNION ALL SELECT 'fanart', 3 "
		 "UNION ALL SELECT 'banner', 1 UNION ALL SELECT 'clearlogo', 1 "
		 "UNION ALL SELECT 'clearart', 1 UNION ALL SELECT 'discart', 1 "
		 "UNION ALL SELECT 'landscape', 1 UNION ALL SELECT 'keyart', 1 "
		 "UNION ALL SELECT 'characterart', 1 UNION ALL SELECT 'thumb', 1) k WHERE l.id = $1",
			NULL},
	[LIB_OPEN] = {"SELECT COUNT(*) FROM publish_log WHERE library_id = $1 AND open = 1", NULL},
	[LIB_DELETE] = {"DELETE FROM libraries WHERE id = $1", NULL},
	[LIB_SCANNED] = {"UPDATE libraries SET last_scanned_at = $2, fs_type = $3 WHERE id = $1", NULL},
	[LIB_SET_NAME] = {"UPDATE libraries SET name = $2, updated_at = $3 WHERE id = $1", NULL},
	[LIB_SET_ENABLED] = {"UPDATE libraries SET enabled = $2, updated_at = $3 WHERE id = $1", NULL},
	[LIB_SET_PATH] = {"UPDATE libraries SET path = $2, updated_at = $3 WHERE id = $1", NULL},
	[LIB_SETTINGS] = {"SELECT name, value FROM library_settings WHERE library_id = $1 ORDER BY name",
		NULL},
	[LIB_SETTING_PUT] = {"INSERT INTO library_settings (library_id, name, value) VALUES ($1, $2, $3) "
			     "ON CONFLICT (library_id, name) DO UPDATE SET value = excluded.value",
		NULL},
	[LIB_SETTING_DROP] = {"DELETE FROM library_settings WHERE library_id = $1 AND name = $2", NULL},
	[LIB_MOVE_MOVIES] = MOVE_ITEM("movies", "file_path"),
	[LIB_MOVE_SERIES] = MOVE_ITEM("series", "directory_path"),
	[LIB_MOVE_SEASONS] = MOVE_ITEM("seasons", "directory_path"),
	[LIB_MOVE_EPISODES] = MOVE_ITEM("episodes", "file_path"),
	[LIB_MOVE_CANDIDATES] = MOVE("asset_candidates", "local_path"),
	[LIB_MOVE_SUBTITLES] = MOVE("subtitle_streams", "file_path"),
	[LIB_MOVE_UNKNOWN] = MOVE("unknown_files", "file_path"),
	[LIB_MOVE_PUBLISHED] = MOVE("published_files", "path"),
	[LIB_MOVE_DISPLACED] = MOVE("displaced_files", "path"),
	[LIB_MOVE_VERSIONS] = MOVE("nfo_versions", "path"),
};
const struct db_sqltab library_sql = {"library", statements, LIB_COUNT};

static const char *const types[] = {"movies", "tvshows"};

const char *library_type_name(enum library_type t)
{
	return types[t];
}

int library_type_by_name(const char *name)
{
	return !strcmp(name, types[0]) ? LIBRARY_MOVIES : !strcmp(name, types[1]) ? LIBRARY_TVSHOWS : -1;
}

void library_release(struct library *lib)
{
	size_t i;

	for (i = 0; i < lib->nsetting; i++) {
		free(lib->setting[i].name);
		free(lib->setting[i].value);
	}
	free(lib->setting);
	free(lib->name);
	free(lib->path);
	free(lib->fs_type);
	free(lib->last_scanned_at);
	*lib = (struct library){0};
}

void library_list_release(struct library_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		library_release(&list->item[i]);
	free(list->item);
	*list = (struct library_list){0};
}

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

static int check_name(const char *name, struct error *err)
{
	const char *p;

	for (p = name; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			break;
	if (*name && !*p && p - name <= LIBRARY_NAME_MAX && utf8_valid(name, strlen(name)))
		return 0;
	return error_set(err, ERR_BAD_VALUE,
		"a library's name is 1 to %d bytes of UTF-8 without control characters, not '%s'",
		LIBRARY_NAME_MAX, name);
}

static int check_path(const char *path, struct error *err)
{
	if (*path != '/' || strlen(path) >= PATH_MAX)
		return error_set(err, ERR_BAD_VALUE, "a library's path is absolute, not '%s'", path);
	if (!utf8_valid(path, strlen(path)))
		return error_set(err, ERR_BAD_NAME, "the path '%s' is not UTF-8", path);
	return 0;
}

static int load_settings(struct db *db, struct library *lib, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &library_sql, LIB_SETTINGS);
	int rc;

	db_bind_int(st, 1, lib->id);
	while ((rc = db_step(st, err)) == 1)
		library_setting_add(lib, db_text(st, 0), db_text(st, 1));
	return rc;
}

static void read_row(struct db_stmt *st, struct library *lib)
{
	lib->id = db_int(st, 0);
	lib->name = row_dup(st, 1);
	lib->type = library_type_by_name(db_text(st, 2));
	lib->path = row_dup(st, 3);
	lib->enabled = db_int(st, 4) != 0;
	lib->fs_type = row_dup(st, 5);
	lib->last_scanned_at = row_dup(st, 6);
}

int library_all(struct db *db, struct library_list *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &library_sql, LIB_ALL);
	struct library_list list = {0};
	size_t i;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list.item, list.n + 1, list.alloc);
		list.item[list.n] = (struct library){0};
		read_row(st, &list.item[list.n++]);
	}
	for (i = 0; !rc && i < list.n; i++)
		rc = load_settings(db, &list.item[i], err);
	if (rc) {
		library_list_release(&list);
		return -1;
	}
	*out = list;
	return 0;
}

/* There are few libraries: the one that is looked for is picked out of all. */
static int pick(struct db *db, bool (*is_it)(const struct library *lib, const void *key), const void *key,
	struct library *out, struct error *err)
{
	struct library_list list = {0};
	int found = 0;
	size_t i;

	if (library_all(db, &list, err))
		return -1;
	for (i = 0; i < list.n && !found; i++) {
		if (!is_it(&list.item[i], key))
			continue;
		*out = list.item[i];
		list.item[i] = (struct library){0};
		found = 1;
	}
	library_list_release(&list);
	return found;
}

static bool has_id(const struct library *lib, const void *key)
{
	return lib->id == *(const int64_t *)key;
}

static bool has_name(const struct library *lib, const void *key)
{
	return !strcmp(lib->name, key);
}

static bool is_around(const struct library *lib, const void *key)
{
	return path_inside(key, lib->path);
}

int library_by_id(struct db *db, int64_t id, struct library *out, struct error *err)
{
	return pick(db, has_id, &id, out, err);
}

int library_by_name(struct db *db, const char *name, struct library *out, struct error *err)
{
	return pick(db, has_name, name, out, err);
}

int library_of_path(struct db *db, const char *path, struct library *out, struct error *err)
{
	return pick(db, is_around, path, out, err);
}

/* Whether a library other than 'self' has this name or touches this path. 0 or -1. */
static int check_free(struct db *db, int64_t self, const char *name, const char *path, struct error *err)
{
	struct library_list list = {0};
	int rc = 0;
	size_t i;

	if (library_all(db, &list, err))
		return -1;
	for (i = 0; i < list.n && !rc; i++) {
		const struct library *other = &list.item[i];

		if (other->id == self)
			continue;
		if (name && !strcmp(other->name, name))
			rc = error_set(err, ERR_EXISTS, "there is a library '%s' already", name);
		else if (path && !strcmp(other->path, path))
			rc = error_set(err, ERR_EXISTS, "'%s' is library '%s' already", path, other->name);
		else if (path && path_inside(path, other->path))
			rc = error_set(err, ERR_EXISTS, "'%s' is inside library '%s' ('%s')", path,
				other->name, other->path);
		else if (path && path_inside(other->path, path))
			rc = error_set(err, ERR_EXISTS, "library '%s' ('%s') is inside '%s'", other->name,
				other->path, path);
	}
	library_list_release(&list);
	return rc;
}

static int run_for(struct db *db, int index, int64_t id, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &library_sql, index);

	db_bind_int(st, 1, id);
	return db_run(st, err);
}

static int put_setting(struct db *db, int64_t id, const char *name, const char *value, struct error *err)
{
	struct db_stmt *st;

	if (value && library_setting_check(name, value, err))
		return -1;
	st = db_stmt(db, &library_sql, value ? LIB_SETTING_PUT : LIB_SETTING_DROP);
	db_bind_int(st, 1, id);
	db_bind_text(st, 2, name);
	if (value)
		db_bind_text(st, 3, value);
	return db_run(st, err);
}

struct adding {
	const struct library *lib;
	int64_t id;
};

static int add_row(struct db *db, void *ctx, struct error *err)
{
	struct adding *a = ctx;
	const struct library *lib = a->lib;
	struct db_stmt *st;
	size_t i;
	int rc;

	if (check_free(db, 0, lib->name, lib->path, err))
		return -1;
	st = db_stmt(db, &library_sql, LIB_INSERT);
	db_bind_text(st, 1, lib->name);
	db_bind_text(st, 2, library_type_name(lib->type));
	db_bind_text(st, 3, lib->path);
	db_bind_int(st, 4, lib->enabled);
	if (bind_now(db, st, 5, err))
		return -1;
	rc = db_step(st, err);
	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(err, ERR_EXISTS, "there is a library '%s' already", lib->name);
	a->id = db_int(st, 0);
	db_reset(st);
	if (run_for(db, LIB_AUTOMATION, a->id, err) || run_for(db, LIB_SELECTION, a->id, err))
		return -1;
	for (i = 0; i < lib->nsetting; i++)
		if (put_setting(db, a->id, lib->setting[i].name, lib->setting[i].value, err))
			return -1;
	return 0;
}

int library_add(struct db *db, struct library *lib, struct error *err)
{
	struct adding a = {lib, 0};

	if (check_name(lib->name, err) || check_path(lib->path, err) ||
		db_transact(db, DB_WRITE_FULL, add_row, &a, err))
		return -1;
	lib->id = a.id;
	return 0;
}

static int no_such_library(int64_t id, struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "there is no library %lld", (long long)id);
}

/* What an interrupted publish needs to be mended must not go, and its paths must not move. */
static int check_no_open_publish(struct db *db, int64_t id, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &library_sql, LIB_OPEN);
	int64_t open;

	db_bind_int(st, 1, id);
	if (db_step(st, err) < 0)
		return -1;
	open = db_int(st, 0);
	db_reset(st);
	if (!open)
		return 0;
	return error_set(err, ERR_BUSY,
		"a publish in this library is going on or was interrupted; publish or scan it first");
}

static int remove_row(struct db *db, void *ctx, struct error *err)
{
	const int64_t *id = ctx;
	struct db_stmt *st;

	if (check_no_open_publish(db, *id, err))
		return -1;
	st = db_stmt(db, &library_sql, LIB_DELETE);
	db_bind_int(st, 1, *id);
	if (db_run(st, err))
		return -1;
	return db_changes(st) ? 0 : no_such_library(*id, err);
}

int library_remove(struct db *db, int64_t id, struct error *err)
{
	return db_transact(db, DB_WRITE_FULL, remove_row, &id, err);
}

struct setting_change {
	int64_t id;
	const char *name, *value;
};

/* A column of the row itself: $2 is the value, $3 the time. */
static int set_column(struct db *db, int index, const struct setting_change *c, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &library_sql, index);

	db_bind_int(st, 1, c->id);
	if (index == LIB_SET_ENABLED)
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

	if (check_path(c->value, err) || check_free(db, c->id, NULL, c->value, err) ||
		check_no_open_publish(db, c->id, err))
		return -1;
	for (i = LIB_MOVE_FIRST; i < LIB_COUNT; i++) {
		st = db_stmt(db, &library_sql, i);
		db_bind_text(st, 1, lib->path);
		db_bind_text(st, 2, c->value);
		if (db_run(st, err))
			return -1;
	}
	return set_column(db, LIB_SET_PATH, c, err);
}

static int change_setting(struct db *db, void *ctx, struct error *err)
{
	const struct setting_change *c = ctx;
	struct library lib = {0};
	int rc = library_by_id(db, c->id, &lib, err);

	if (rc <= 0)
		return rc < 0 ? -1 : no_such_library(c->id, err);
	if (!strcmp(c->name, "name"))
		rc = check_name(c->value, err) || check_free(db, c->id, c->value, NULL, err)
			     ? -1
			     : set_column(db, LIB_SET_NAME, c, err);
	else if (!strcmp(c->name, "path"))
		rc = set_path(db, c, &lib, err);
	else if (!strcmp(c->name, "enabled"))
		rc = strcmp(c->value, "0") != 0 && strcmp(c->value, "1") != 0
			     ? error_set(err, ERR_BAD_VALUE, "setting 'enabled' takes 0 or 1, not '%s'",
				       c->value)
			     : set_column(db, LIB_SET_ENABLED, c, err);
	else
		rc = put_setting(db, c->id, c->name, c->value, err);
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

struct scan_end {
	int64_t id;
	const char *fs_type;
};

static int set_scanned(struct db *db, void *ctx, struct error *err)
{
	const struct scan_end *s = ctx;
	struct db_stmt *st = db_stmt(db, &library_sql, LIB_SCANNED);

	db_bind_int(st, 1, s->id);
	db_bind_text(st, 3, s->fs_type);
	return bind_now(db, st, 2, err) ? -1 : db_run(st, err);
}

int library_scanned(struct db *db, int64_t id, const char *fs_type, struct error *err)
{
	struct scan_end s = {id, fs_type};

	return db_transact(db, DB_WRITE, set_scanned, &s, err);
}
