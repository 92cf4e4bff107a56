/* Files of a publish, as it leaves them to the database; see pubparts.h. */
#include <string.h>

#include "core/path.h"
#include "media/filekind.h"
#include "store/candidate.h"
#include "store/pubparts.h"
#include "store/row.h"
#include "store/seen.h"

enum { FILE_PUT, FILE_AGAIN, FILE_DROP, FILE_COUNT };

static const struct db_sql statements[FILE_COUNT] = {
	[FILE_PUT] = {"INSERT INTO published_files (path, entity_type, entity_id, kind, asset_type, hash, "
		      "size, mtime_ns, inode, published_at) VALUES ($3, $1, $2, $4, $5, $6, $7, $8, $9, $10) "
		      "ON CONFLICT (path, entity_type, entity_id) DO UPDATE SET kind = excluded.kind, "
		      "asset_type = excluded.asset_type, hash = excluded.hash, size = excluded.size, "
		      "mtime_ns = excluded.mtime_ns, inode = excluded.inode, "
		      "published_at = excluded.published_at",
		NULL},
	[FILE_AGAIN] = {"UPDATE published_files SET kind = $4, asset_type = $5, hash = $6, size = $7, "
			"mtime_ns = $8, inode = $9, published_at = $10 "
			"WHERE path = $3 AND entity_type = $1 AND entity_id = $2",
		NULL},
	[FILE_DROP] = {"DELETE FROM published_files WHERE path = $1", NULL},
};
const struct db_sqltab pubfiles_sql = {"pubfiles", statements, FILE_COUNT};

/* What is put back is Metarr's own as far as it was. */
static int put_file(struct db *db, const struct publish *p, const struct published_file *f, const char *now,
	struct error *err)
{
	int index = p->revision == PUBLISH_NO_REVISION ? FILE_AGAIN : FILE_PUT;
	struct db_stmt *st = stmt_of(db, &pubfiles_sql, index, p->type, p->entity_id);

	db_bind_text(st, 3, f->path);
	db_bind_text(st, 4, f->kind);
	db_bind_text(st, 5, f->asset_type);
	db_bind_text(st, 6, f->hash);
	db_bind_int(st, 7, f->size);
	db_bind_int(st, 8, f->mtime_ns);
	db_bind_int(st, 9, f->inode);
	db_bind_text(st, 10, now);
	return db_run(st, err);
}

static int drop_file(struct db *db, const char *path, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &pubfiles_sql, FILE_DROP);

	db_bind_text(st, 1, path);
	return db_run(st, err);
}

/* What the next scan would see of a file that was written. */
static int see_file(struct db *db, const struct publish *p, const struct published_file *f,
	const char *folder, const char *name, struct error *err)
{
	struct seen_file seen = {
		.name = (char *)name,
		.size = f->size,
		.mtime_ns = f->mtime_ns,
		.inode = f->inode,
		.kind = (char *)file_kind_name(f->asset_type ? FILE_PICTURE : FILE_NFO),
		.entity = p->type,
		.entity_id = p->entity_id,
		.content_hash = f->hash,
	};

	return seen_put_file(db, p->library_id, folder, &seen, err);
}

int publog_see_path(struct db *db, const struct publish *p, const char *root, const char *path,
	const struct published_file *f, struct error *err)
{
	struct strbuf folder = STRBUF_INIT;
	const char *relative = path_relative(path, root), *name;
	int rc;

	if (!relative || !*relative)
		return 0;
	if (!f)
		return seen_forget_file(db, p->library_id, relative, err);
	rc = seen_place(db, p->library_id, relative, &folder, &name, err);
	if (!rc)
		rc = see_file(db, p, f, folder.buf, name, err);
	if (!rc)
		rc = seen_reset_folder(db, p->library_id, folder.buf, err);
	strbuf_release(&folder);
	return rc;
}

/* A picture that was removed and written under another name was renamed. */
static int follow_picture(
	struct db *db, const struct publish *p, const struct journal_row *gone, struct error *err)
{
	size_t i;

	for (i = 0; i < p->nrow && gone->asset_type && gone->old_hash; i++) {
		const struct journal_row *row = &p->row[i];

		if (row->action == JOURNAL_WRITE && row->asset_type &&
			!strcmp(row->asset_type, gone->asset_type) && !strcmp(row->new_hash, gone->old_hash))
			return candidates_moved(db, p->type, p->entity_id, gone->path, row->path, err);
	}
	return 0;
}

int publog_finish_files(
	struct db *db, const struct publish_end *e, const char *root, const char *now, struct error *err)
{
	const struct publish *p = e->p;
	size_t i;

	for (i = 0; i < e->result.nfiles; i++) {
		const struct published_file *f = &e->result.files[i];

		if (put_file(db, p, f, now, err) || publog_see_path(db, p, root, f->path, f, err))
			return -1;
	}
	for (i = 0; i < p->nrow; i++) {
		if (p->row[i].action != JOURNAL_REMOVE)
			continue;
		if (drop_file(db, p->row[i].path, err) || follow_picture(db, p, &p->row[i], err) ||
			publog_see_path(db, p, root, p->row[i].path, NULL, err))
			return -1;
	}
	return 0;
}
