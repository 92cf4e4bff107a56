/* The objects of the cache, and their perceptual hashes; see candidate.h. */
#include <string.h>

#include "store/candidate.h"
#include "store/row.h"

enum {
	OBJECT_ADD,
	OBJECT_GET,
	OBJECT_PHASH_OPEN,
	OBJECT_PHASH_LEFT,
	OBJECT_SET_PHASH,
	OBJECT_CAND_PHASH,
	OBJECT_COUNT
};

static const struct db_sql statements[OBJECT_COUNT] = {
	[OBJECT_ADD] =
		{"INSERT INTO cache_inventory (content_hash, file_path, file_size, asset_type, mime_type, "
		 "first_used_at, last_used_at, width, height, perceptual_hash, has_alpha, phash_done) "
		 "VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11) "
		 "ON CONFLICT (content_hash) DO NOTHING",
			NULL},
	[OBJECT_GET] = {"SELECT content_hash, file_path, mime_type, asset_type, perceptual_hash, file_size, "
			"width, height, has_alpha, phash_done FROM cache_inventory WHERE content_hash = $1",
		NULL},
	[OBJECT_PHASH_OPEN] = {"SELECT id, file_path FROM cache_inventory WHERE phash_done = 0 AND id > $1 "
			       "ORDER BY id LIMIT $2",
		NULL},
	[OBJECT_PHASH_LEFT] = {"SELECT COUNT(*) FROM cache_inventory WHERE phash_done = 0", NULL},
	[OBJECT_SET_PHASH] = {"UPDATE cache_inventory SET perceptual_hash = $2, phash_done = 1 WHERE id = $1 "
			      "RETURNING content_hash",
		NULL},
	[OBJECT_CAND_PHASH] = {"UPDATE asset_candidates SET perceptual_hash = $2, phash_done = 1 "
			       "WHERE content_hash = $1",
		NULL},
};
const struct db_sqltab cacheobject_sql = {"cacheobject", statements, OBJECT_COUNT};

void cache_object_release(struct cache_object *o)
{
	free(o->content_hash);
	free(o->file_path);
	free(o->mime_type);
	free(o->asset_type);
	free(o->perceptual_hash);
	*o = (struct cache_object){0};
}

int cache_object_add(struct db *db, const struct cache_object *o, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &cacheobject_sql, OBJECT_ADD);

	db_bind_text(st, 1, o->content_hash);
	db_bind_text(st, 2, o->file_path);
	db_bind_int(st, 3, o->file_size);
	db_bind_text(st, 4, o->asset_type);
	db_bind_text(st, 5, o->mime_type);
	if (bind_now(db, st, 6, err))
		return -1;
	bind_int_unless(st, 7, o->width, 0);
	bind_int_unless(st, 8, o->height, 0);
	db_bind_text(st, 9, o->perceptual_hash);
	bind_int_unless(st, 10, o->has_alpha, -1);
	db_bind_int(st, 11, o->phash_done);
	return db_run(st, err);
}

int cache_object_get(struct db *db, const char *content_hash, struct cache_object *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &cacheobject_sql, OBJECT_GET);
	int rc;

	db_bind_text(st, 1, content_hash);
	rc = db_step(st, err);
	if (rc <= 0)
		return rc;
	*out = (struct cache_object){
		.content_hash = row_dup(st, 0),
		.file_path = row_dup(st, 1),
		.mime_type = row_dup(st, 2),
		.asset_type = row_dup(st, 3),
		.perceptual_hash = row_dup(st, 4),
		.file_size = db_int(st, 5),
		.width = db_int(st, 6),
		.height = db_int(st, 7),
		.has_alpha = db_is_null(st, 8) ? -1 : (int)db_int(st, 8),
		.phash_done = db_int(st, 9) != 0,
	};
	db_reset(st);
	return 1;
}

int cache_phash_open(
	struct db *db, int64_t after_id, size_t limit, struct phash_work **out, size_t *n, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &cacheobject_sql, OBJECT_PHASH_OPEN);
	struct phash_work *work = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	db_bind_int(st, 1, after_id);
	db_bind_int(st, 2, (int64_t)limit);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(work, count + 1, alloc);
		work[count++] = (struct phash_work){db_int(st, 0), row_dup(st, 1)};
	}
	if (rc) {
		phash_work_free(work, count);
		return -1;
	}
	*out = work;
	*n = count;
	return 0;
}

int cache_phash_left(struct db *db, int64_t *n, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &cacheobject_sql, OBJECT_PHASH_LEFT);

	if (db_step(st, err) < 0)
		return -1;
	*n = db_int(st, 0);
	db_reset(st);
	return 0;
}

void phash_work_free(struct phash_work *work, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(work[i].file_path);
	free(work);
}

int cache_set_phash(struct db *db, int64_t object_id, const char *phash, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &cacheobject_sql, OBJECT_SET_PHASH);
	char *hash;
	int rc;

	db_bind_int(st, 1, object_id);
	db_bind_text(st, 2, phash);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	hash = row_dup(st, 0);
	db_reset(st);
	st = db_stmt(db, &cacheobject_sql, OBJECT_CAND_PHASH);
	db_bind_text(st, 1, hash);
	db_bind_text(st, 2, phash);
	rc = db_run(st, err);
	free(hash);
	return rc;
}
