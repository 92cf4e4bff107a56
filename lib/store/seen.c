/* What a scan saw; see seen.h. */
#include <string.h>

#include "store/row.h"
#include "store/seen.h"

enum {
	SEEN_FOLDERS,
	SEEN_FOLDER,
	SEEN_FILES,
	SEEN_FOLDER_PUT,
	SEEN_FOLDER_RESET,
	SEEN_FOLDER_DROP,
	SEEN_FILE_PUT,
	SEEN_FILE_DROP,
	SEEN_FILES_DROP,
	UNKNOWN_OF,
	UNKNOWN_PUT,
	UNKNOWN_DROP,
	SEEN_COUNT
};

static const struct db_sql statements[SEEN_COUNT] = {
	[SEEN_FOLDERS] = {"SELECT folder, signature FROM scan_folders WHERE library_id = $1 ORDER BY folder",
		NULL},
	[SEEN_FOLDER] = {"SELECT 1 FROM scan_folders WHERE library_id = $1 AND folder = $2", NULL},
	[SEEN_FILES] = {"SELECT name, size, mtime_ns, inode, kind, entity_type, entity_id, content_hash "
			"FROM scan_files WHERE library_id = $1 AND folder = $2 ORDER BY name",
		NULL},
	[SEEN_FOLDER_PUT] = {"INSERT INTO scan_folders (library_id, folder, signature, scanned_at) "
			     "VALUES ($1, $2, $3, $4) ON CONFLICT (library_id, folder) DO UPDATE SET "
			     "signature = excluded.signature, scanned_at = excluded.scanned_at",
		NULL},
	[SEEN_FOLDER_RESET] =
		{"UPDATE scan_folders SET signature = NULL WHERE library_id = $1 AND folder = $2 "
		 "AND signature IS NOT NULL",
			NULL},
	[SEEN_FOLDER_DROP] = {"DELETE FROM scan_folders WHERE library_id = $1 AND folder = $2", NULL},
	[SEEN_FILE_PUT] = {"INSERT INTO scan_files (library_id, folder, name, size, mtime_ns, inode, kind, "
			   "entity_type, entity_id, content_hash) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
			   "ON CONFLICT (library_id, folder, name) DO UPDATE SET size = excluded.size, "
			   "mtime_ns = excluded.mtime_ns, inode = excluded.inode, kind = excluded.kind, "
			   "entity_type = excluded.entity_type, entity_id = excluded.entity_id, "
			   "content_hash = excluded.content_hash",
		NULL},
	[SEEN_FILE_DROP] = {"DELETE FROM scan_files WHERE library_id = $1 AND folder = $2 AND name = $3",
		NULL},
	[SEEN_FILES_DROP] = {"DELETE FROM scan_files WHERE library_id = $1 AND folder = $2", NULL},
	[UNKNOWN_OF] = {"SELECT file_path, size, mime_type FROM unknown_files "
			"WHERE entity_type = $1 AND entity_id = $2 ORDER BY file_path",
		NULL},
	[UNKNOWN_PUT] =
		{"INSERT INTO unknown_files (entity_type, entity_id, file_path, size, mime_type, "
		 "created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (file_path) DO UPDATE SET "
		 "entity_type = excluded.entity_type, entity_id = excluded.entity_id, "
		 "size = excluded.size, mime_type = excluded.mime_type, updated_at = excluded.created_at",
			NULL},
	[UNKNOWN_DROP] = {"DELETE FROM unknown_files WHERE file_path = $3 AND entity_type = $1 "
			  "AND entity_id = $2",
		NULL},
};
const struct db_sqltab seen_sql = {"seen", statements, SEEN_COUNT};

static struct db_stmt *in_folder(struct db *db, int index, int64_t library_id, const char *folder)
{
	struct db_stmt *st = db_stmt(db, &seen_sql, index);

	db_bind_int(st, 1, library_id);
	db_bind_text(st, 2, folder);
	return st;
}

void seen_list_release(struct seen_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->item[i].name);
		free(list->item[i].kind);
		free(list->item[i].content_hash);
	}
	free(list->item);
	*list = (struct seen_list){0};
}

int seen_folders(struct db *db, int64_t library_id,
	int (*fn)(const char *folder, const char *signature, void *ctx), void *ctx, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &seen_sql, SEEN_FOLDERS);
	int rc;

	db_bind_int(st, 1, library_id);
	while ((rc = db_step(st, err)) == 1) {
		rc = fn(db_text(st, 0), db_text(st, 1), ctx);
		if (rc) {
			db_reset(st);
			return rc;
		}
	}
	return rc;
}

/* Cuts the last component off; false at the library's root. */
static bool go_up(struct strbuf *folder)
{
	const char *slash = strrchr(folder->buf, '/');

	if (!folder->len)
		return false;
	strbuf_setlen(folder, slash ? (size_t)(slash - folder->buf) : 0);
	return true;
}

int seen_place(struct db *db, int64_t library_id, const char *path, struct strbuf *folder, const char **name,
	struct error *err)
{
	struct strbuf nearest = STRBUF_INIT;
	int seen = 0;

	strbuf_clear(folder);
	strbuf_addstr(folder, path);
	go_up(folder);
	strbuf_addbuf(&nearest, folder);
	while ((seen = db_step(in_folder(db, SEEN_FOLDER, library_id, folder->buf), err)) == 0 &&
		go_up(folder))
		;
	if (seen == 1)
		db_reset(db_stmt(db, &seen_sql, SEEN_FOLDER));
	if (seen == 0) {
		strbuf_clear(folder);
		strbuf_addbuf(folder, &nearest);
	}
	strbuf_release(&nearest);
	*name = path + folder->len + (folder->len > 0);
	return seen < 0 ? -1 : 0;
}

/* The row that the statement stands at, its texts borrowed until the next one. */
static struct seen_file row_of(struct db_stmt *st)
{
	return (struct seen_file){
		.name = (char *)(uintptr_t)db_text(st, 0),
		.size = db_int(st, 1),
		.mtime_ns = db_int(st, 2),
		.inode = db_int(st, 3),
		.kind = (char *)(uintptr_t)db_text(st, 4),
		.entity = db_is_null(st, 5) ? -1 : entity_by_name(db_text(st, 5)),
		.entity_id = db_int(st, 6),
		.content_hash = (char *)(uintptr_t)db_text(st, 7),
	};
}

int seen_files(
	struct db *db, int64_t library_id, const char *folder, struct seen_list *out, struct error *err)
{
	struct db_stmt *st = in_folder(db, SEEN_FILES, library_id, folder);
	struct seen_list list = {0};
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		struct seen_file f = row_of(st);

		f.name = xstrdup_or_null(f.name);
		f.kind = xstrdup_or_null(f.kind);
		f.content_hash = xstrdup_or_null(f.content_hash);
		ALLOC_GROW(list.item, list.n + 1, list.alloc);
		list.item[list.n++] = f;
	}
	if (rc) {
		seen_list_release(&list);
		return -1;
	}
	*out = list;
	return 0;
}

int seen_put_file(
	struct db *db, int64_t library_id, const char *folder, const struct seen_file *f, struct error *err)
{
	struct db_stmt *st = in_folder(db, SEEN_FILE_PUT, library_id, folder);

	db_bind_text(st, 3, f->name);
	db_bind_int(st, 4, f->size);
	db_bind_int(st, 5, f->mtime_ns);
	db_bind_int(st, 6, f->inode);
	db_bind_text(st, 7, f->kind);
	db_bind_text(st, 8, f->entity < 0 ? NULL : entity_name((enum entity)f->entity));
	if (f->entity < 0)
		db_bind_null(st, 9);
	else
		db_bind_int(st, 9, f->entity_id);
	db_bind_text(st, 10, f->content_hash);
	return db_run(st, err);
}

int seen_drop_file(struct db *db, int64_t library_id, const char *folder, const char *name, struct error *err)
{
	struct db_stmt *st = in_folder(db, SEEN_FILE_DROP, library_id, folder);

	db_bind_text(st, 3, name);
	return db_run(st, err);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_file(const struct seen_file *a, const struct seen_file *b)
{
	return a->size == b->size && a->mtime_ns == b->mtime_ns && a->inode == b->inode &&
	       a->entity == b->entity && (a->entity < 0 || a->entity_id == b->entity_id) &&
	       same_text(a->kind, b->kind) && same_text(a->content_hash, b->content_hash);
}

static int by_name(const void *name, const void *file)
{
	return strcmp(name, ((const struct seen_file *)file)->name);
}

/* Which of the files have the row that they should have, and the names of rows that no file has. A long
 * folder is in memory once, by its files. */
static int compare_rows(struct db *db, int64_t library_id, const char *folder, const struct seen_list *files,
	bool *same, struct strbuf *gone, struct error *err)
{
	struct db_stmt *st = in_folder(db, SEEN_FILES, library_id, folder);
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		const struct seen_file row = row_of(st), *f = NULL;

		if (files->n)
			f = bsearch(row.name, files->item, files->n, sizeof(*f), by_name);
		if (f)
			same[f - files->item] = same_file(&row, f);
		else
			strbuf_add(gone, row.name, strlen(row.name) + 1);
	}
	return rc;
}

/* Only rows that differ are written: most files of a folder that changed did not. */
static int put_files(struct db *db, int64_t library_id, const char *folder, const struct seen_list *files,
	struct error *err)
{
	bool *same = xcalloc(files->n + 1, sizeof(*same));
	struct strbuf gone = STRBUF_INIT;
	int rc = compare_rows(db, library_id, folder, files, same, &gone, err);

	for (size_t i = 0; i < files->n && !rc; i++)
		if (!same[i])
			rc = seen_put_file(db, library_id, folder, &files->item[i], err);
	for (size_t at = 0; at < gone.len && !rc; at += strlen(gone.buf + at) + 1)
		rc = seen_drop_file(db, library_id, folder, gone.buf + at, err);
	strbuf_release(&gone);
	free(same);
	return rc;
}

int seen_set_folder(struct db *db, int64_t library_id, const char *folder, const char *signature,
	const struct seen_list *files, struct error *err)
{
	struct db_stmt *st;

	if (put_files(db, library_id, folder, files, err))
		return -1;
	st = in_folder(db, SEEN_FOLDER_PUT, library_id, folder);
	db_bind_text(st, 3, signature);
	return bind_now(db, st, 4, err) ? -1 : db_run(st, err);
}

int seen_forget_folder(struct db *db, int64_t library_id, const char *folder, struct error *err)
{
	if (db_run(in_folder(db, SEEN_FILES_DROP, library_id, folder), err))
		return -1;
	return db_run(in_folder(db, SEEN_FOLDER_DROP, library_id, folder), err);
}

int seen_reset_folder(struct db *db, int64_t library_id, const char *folder, struct error *err)
{
	return db_run(in_folder(db, SEEN_FOLDER_RESET, library_id, folder), err);
}

int seen_forget_file(struct db *db, int64_t library_id, const char *path, struct error *err)
{
	struct strbuf folder = STRBUF_INIT;
	const char *name;
	int rc = seen_place(db, library_id, path, &folder, &name, err);

	if (!rc)
		rc = seen_drop_file(db, library_id, folder.buf, name, err);
	if (!rc)
		rc = seen_reset_folder(db, library_id, folder.buf, err);
	strbuf_release(&folder);
	return rc;
}

void unknown_free(struct unknown_file *files, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		free(files[i].path);
		free(files[i].mime_type);
	}
	free(files);
}

int unknown_of(
	struct db *db, enum entity type, int64_t id, struct unknown_file **out, size_t *n, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &seen_sql, UNKNOWN_OF, type, id);
	struct unknown_file *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = (struct unknown_file){row_dup(st, 0), db_int(st, 1), row_dup(st, 2)};
	}
	if (rc) {
		unknown_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

static const struct unknown_file *find_unknown(const struct unknown_file *list, size_t n, const char *path)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i].path, path))
			return &list[i];
	return NULL;
}

static int put_unknown(
	struct db *db, enum entity type, int64_t id, const struct unknown_file *f, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &seen_sql, UNKNOWN_PUT, type, id);

	db_bind_text(st, 3, f->path);
	db_bind_int(st, 4, f->size);
	db_bind_text(st, 5, f->mime_type);
	return bind_now(db, st, 6, err) ? -1 : db_run(st, err);
}

static int drop_unknown(struct db *db, enum entity type, int64_t id, const char *path, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &seen_sql, UNKNOWN_DROP, type, id);

	db_bind_text(st, 3, path);
	return db_run(st, err);
}

int unknown_set(struct db *db, enum entity type, int64_t id, const struct unknown_file *files, size_t n,
	struct error *err)
{
	struct unknown_file *old = NULL;
	size_t i, nold = 0;
	int rc = unknown_of(db, type, id, &old, &nold, err);

	for (i = 0; !rc && i < nold; i++)
		if (!find_unknown(files, n, old[i].path))
			rc = drop_unknown(db, type, id, old[i].path, err);
	for (i = 0; !rc && i < n; i++) {
		const struct unknown_file *was = find_unknown(old, nold, files[i].path);

		if (!was || was->size != files[i].size || !same_text(was->mime_type, files[i].mime_type))
			rc = put_unknown(db, type, id, &files[i], err);
	}
	unknown_free(old, nold);
	return rc;
}
