/* Bytes by their hash; see content.h. */
#include <string.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/path.h"
#include "publish/content.h"
#include "store/candidate.h"
#include "store/nfotext.h"

static int load_nfo(struct publisher *pub, const char *hash, struct strbuf *out, struct error *err)
{
	char have[SHA256_HEX_SIZE];
	size_t start = out->len;
	int rc = nfotext_get(pub->db, hash, out, err);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return error_set(err, ERR_NOT_FOUND, "the database has no NFO text %s", hash);
	sha256_hex(out->buf + start, out->len - start, have);
	if (strcmp(have, hash))
		return error_set(err, ERR_DATABASE,
			"the NFO text %s is damaged in the database: metarr recover --cache", hash);
	return 0;
}

static int load_cached(struct publisher *pub, const char *hash, struct strbuf *out, struct error *err)
{
	struct cache_object object = {0};
	int rc = cache_object_get(pub->db, hash, &object, err);

	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "the cache has no %s", hash);
	rc = rc == 1 ? cache_load(pub->cache_dir, object.file_path, hash, out, err) : -1;
	cache_object_release(&object);
	return rc;
}

int content_load(struct publisher *pub, const char *hash, enum content_kind kind, struct strbuf *out,
	struct error *err)
{
	return kind == CONTENT_NFO ? load_nfo(pub, hash, out, err) : load_cached(pub, hash, out, err);
}

struct keep {
	const char *hash;
	const struct strbuf *bytes;
	struct cache_object object;
};

static int keep_nfo(struct db *db, void *ctx, struct error *err)
{
	struct keep *k = ctx;

	return nfotext_put(db, k->hash, k->bytes->buf, k->bytes->len, err);
}

static int keep_object(struct db *db, void *ctx, struct error *err)
{
	struct keep *k = ctx;

	return cache_object_add(db, &k->object, err);
}

/* The ending that the cache gives it: the path's own when the cache takes such a one. */
static const char *cache_ext(const char *path, struct strbuf *ext)
{
	const char *p;

	for (p = path_ext(path); *p; p++)
		strbuf_addch(ext, *p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	if (ext->len > CACHE_MAX_EXT || strspn(ext->buf, "abcdefghijklmnopqrstuvwxyz0123456789") != ext->len)
		return "";
	return ext->buf;
}

int content_keep(struct publisher *pub, const char *hash, enum content_kind kind, const struct strbuf *bytes,
	const char *path, const char *asset_type, struct error *err)
{
	struct keep k = {hash, bytes, {0}};
	struct strbuf ext = STRBUF_INIT, relpath = STRBUF_INIT;
	char stored[SHA256_HEX_SIZE];
	int rc;

	if (kind == CONTENT_NFO)
		return db_transact(pub->db, DB_WRITE, keep_nfo, &k, err);
	rc = cache_store(
		pub->cache_dir, bytes->buf, bytes->len, cache_ext(path, &ext), stored, &relpath, err);
	if (!rc) {
		k.object = (struct cache_object){.content_hash = stored,
			.file_path = relpath.buf,
			.asset_type = (char *)asset_type,
			.file_size = (int64_t)bytes->len,
			.has_alpha = -1};
		rc = db_transact(pub->db, DB_WRITE, keep_object, &k, err);
	}
	strbuf_release(&ext);
	strbuf_release(&relpath);
	return rc;
}
