/* Libraries; their settings are in setting.c. See library.h. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "core/path.h"
#include "media/name.h"
#include "store/libraryparts.h"
#include "store/lock.h"
#include "store/row.h"

#define LIBRARY_NAME_MAX 255 /* bytes */

enum { LIB_ALL, LIB_INSERT, LIB_AUTOMATION, LIB_SELECTION, LIB_OPEN, LIB_DELETE, LIB_SCANNED, LIB_COUNT };

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

int library_check_name(const char *name, struct error *err)
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

int library_check_path(const char *path, struct error *err)
{
	if (*path != '/' || strlen(path) >= PATH_MAX)
		return error_set(err, ERR_BAD_VALUE, "a library's path is absolute, not '%s'", path);
	if (!utf8_valid(path, strlen(path)))
		return error_set(err, ERR_BAD_NAME, "the path '%s' is not UTF-8", path);
	return 0;
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
		rc = library_load_settings(db, &list.item[i], err);
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

static bool has_folded_name(const struct library *lib, const void *key)
{
	struct strbuf name = STRBUF_INIT;
	bool same;

	name_fold_words(&name, lib->name);
	same = strcmp(name.buf, key) == 0;
	strbuf_release(&name);
	return same;
}

int library_by_name(struct db *db, const char *name, struct library *out, struct error *err)
{
	struct strbuf folded = STRBUF_INIT;
	int rc = pick(db, has_name, name, out, err);

	name_fold_words(&folded, name);
	if (rc == 0 && folded.len > 0)
		rc = pick(db, has_folded_name, folded.buf, out, err);
	strbuf_release(&folded);
	return rc;
}

int library_of_path(struct db *db, const char *path, struct library *out, struct error *err)
{
	return pick(db, is_around, path, out, err);
}

/* Whether a library other than 'self' has this name or touches this path. 0 or -1. */
int library_check_free(struct db *db, int64_t self, const char *name, const char *path, struct error *err)
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

struct adding {
	const struct library *lib;
	int64_t id;
};

int library_check(struct db *db, const struct library *lib, struct error *err)
{
	size_t i;

	for (i = 0; i < lib->nsetting; i++)
		if (library_setting_check(lib->setting[i].name, lib->setting[i].value, err))
			return -1;
	if (library_check_name(lib->name, err) || library_check_path(lib->path, err))
		return -1;
	return library_check_free(db, 0, lib->name, lib->path, err);
}

static int add_row(struct db *db, void *ctx, struct error *err)
{
	struct adding *a = ctx;
	const struct library *lib = a->lib;
	struct db_stmt *st;
	size_t i;
	int rc;

	if (library_check(db, lib, err))
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
		if (library_put_setting(db, a->id, lib->setting[i].name, lib->setting[i].value, err))
			return -1;
	return 0;
}

int library_add(struct db *db, struct library *lib, struct error *err)
{
	struct adding a = {lib, 0};

	if (db_transact(db, DB_WRITE_FULL, add_row, &a, err))
		return -1;
	lib->id = a.id;
	return 0;
}

int library_not_found(int64_t id, struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "there is no library %lld", (long long)id);
}

/* What an interrupted publish needs to be mended must not go, and its paths must not move. */
int library_check_closed(struct db *db, int64_t id, struct error *err)
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

	if (library_check_closed(db, *id, err))
		return -1;
	st = db_stmt(db, &library_sql, LIB_DELETE);
	db_bind_int(st, 1, *id);
	if (db_run(st, err))
		return -1;
	return db_changes(st) ? 0 : library_not_found(*id, err);
}

int library_remove(struct db *db, int64_t id, struct error *err)
{
	struct db_lock *lock = NULL;
	int rc = lock_library(&lock, db, id, 0, err);

	if (rc == 0)
		error_set(err, ERR_BUSY, "the library is being scanned");
	rc = rc == 1 ? db_transact(db, DB_WRITE_FULL, remove_row, &id, err) : -1;
	db_unlock(lock);
	return rc;
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
