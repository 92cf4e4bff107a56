/* Files of old images, hashed before migration 002 and taken over in it; see images.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "core/sha256.h"
#include "db/images.h"

#define IMAGE_MAX (256 * 1024 * 1024) /* bytes; far above any artwork */

enum { ALL };
static const struct db_sql collect_statements[] = {
	[ALL] = {"SELECT id, cache_path FROM images ORDER BY id"},
};
const struct db_sqltab images_collect_sql = {
	"images", collect_statements, sizeof(collect_statements) / sizeof(collect_statements[0])};

enum { TAKE_OVER, STORE };
static const struct db_sql adopt_statements[] = {
	/* The path again: a row that somebody changed since its file was read stays a candidate without a
	   file. */
	[TAKE_OVER] = {"UPDATE asset_candidates SET is_downloaded = 1, content_hash = $3 WHERE id = $1 AND "
		       "cache_path = $2"},
	[STORE] = {"INSERT INTO cache_inventory (content_hash, file_path, file_size, asset_type, "
		   "first_used_at, last_used_at) "
		   "VALUES ($1, $2, $3, 'image', $4, $4) ON CONFLICT DO NOTHING"},
};
const struct db_sqltab images_adopt_sql = {
	"images", adopt_statements, sizeof(adopt_statements) / sizeof(adopt_statements[0])};

struct image {
	int64_t id;
	int64_t size; /* -1: the file is gone */
	char *path;   /* as the row has it */
	char hash[SHA256_HEX_SIZE];
};

struct images {
	struct image *list;
	size_t count, alloc, gone;
};

static int list_rows(struct images *im, struct db *db, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &images_collect_sql, ALL);
	struct image *image;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(im->list, im->count + 1, im->alloc);
		image = &im->list[im->count++];
		image->id = db_int(st, 0);
		image->path = xstrdup(db_text(st, 1));
	}
	return rc;
}

static int hash_file(struct image *image, const char *path, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct error own = ERROR_INIT;
	int rc = file_read(path, IMAGE_MAX, &bytes, &own);

	if (!rc) {
		image->size = (int64_t)bytes.len;
		sha256_hex(bytes.buf, bytes.len, image->hash);
	} else if (own.code == ERR_NOT_FOUND) {
		image->size = -1;
		rc = 0;
	} else if (err) {
		error_move(err, &own);
	}
	error_release(&own);
	strbuf_release(&bytes);
	return rc;
}

static int hash_files(struct images *im, const char *cache_dir, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; i < im->count && !rc; i++) {
		struct image *image = &im->list[i];
		strbuf_clear(&path);
		path_join(&path, cache_dir && image->path[0] != '/' ? cache_dir : "", image->path);
		rc = hash_file(image, path.buf, err);
		im->gone += image->size < 0;
	}
	strbuf_release(&path);
	return rc;
}

int images_collect(struct images **out, struct db *db, const char *cache_dir, struct error *err)
{
	struct images *im = xcalloc(1, sizeof(*im));

	if (list_rows(im, db, err) || hash_files(im, cache_dir, err)) {
		images_free(im);
		return -1;
	}
	*out = im;
	return 0;
}

void images_free(struct images *im)
{
	size_t i;

	if (!im)
		return;
	for (i = 0; i < im->count; i++)
		free(im->list[i].path);
	free(im->list);
	free(im);
}

size_t images_count(const struct images *im)
{
	return im->count;
}

size_t images_gone(const struct images *im)
{
	return im->gone;
}

static int adopt(struct db *db, const struct image *image, const char *now, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &images_adopt_sql, TAKE_OVER);

	db_bind_int(st, 1, image->id);
	db_bind_text(st, 2, image->path);
	db_bind_text(st, 3, image->hash);
	if (db_run(st, err))
		return -1;
	if (!db_changes(st))
		return 0;
	st = db_stmt(db, &images_adopt_sql, STORE);
	db_bind_text(st, 1, image->hash);
	db_bind_text(st, 2, image->path);
	db_bind_int(st, 3, image->size);
	db_bind_text(st, 4, now);
	return db_run(st, err);
}

int images_adopt(struct db *db, const struct images *im, struct error *err)
{
	char now[DB_INSTANT_SIZE];
	size_t i;

	if (db_now(db, now, err))
		return -1;
	for (i = 0; i < im->count; i++)
		if (im->list[i].size >= 0 && adopt(db, &im->list[i], now, err))
			return -1;
	return 0;
}
