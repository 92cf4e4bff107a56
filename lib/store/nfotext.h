/*
 * The bytes of NFOs by their SHA-256, and the versions that were seen of an item: 0 as found at first, then
 * each one that was published or that somebody else wrote.
 */
#ifndef STORE_NFOTEXT_H
#define STORE_NFOTEXT_H

#include <stdint.h>

#include "core/error.h"
#include "core/sha256.h"
#include "core/strbuf.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab nfotext_sql;

/* Keeps the bytes under their hash (64 hex digits), once. Inside a transaction. */
int nfotext_put(struct db *db, const char *hash, const void *data, size_t len, struct error *err);
/* The same in place of what is kept there, which is damaged. */
int nfotext_replace(struct db *db, const char *hash, const void *data, size_t len, struct error *err);
/* 1 found, 0 not, -1 error. The bytes are what was kept, and no one has looked at their hash. */
int nfotext_get(struct db *db, const char *hash, struct strbuf *out, struct error *err);

/* The hashes of texts after one, in their order: 'limit' of them at most. *out is replaced. 0 or -1. */
struct nfo_hashes {
	char (*hash)[SHA256_HEX_SIZE];
	size_t n;
};
int nfotext_hashes(struct db *db, const char *after, size_t limit, struct nfo_hashes *out, struct error *err);
void nfo_hashes_release(struct nfo_hashes *list);

enum nfo_origin { NFO_FOUND, NFO_PUBLISHED, NFO_FILE };
const char *nfo_origin_name(enum nfo_origin origin); /* found, published, file */
/* Adds a version, with what is selected of artwork (choices.h), unless the newest one has this hash and path.
 * Inside a transaction. publish_id 0: none. */
int nfo_version_add(struct db *db, enum entity type, int64_t id, const char *hash, const char *path,
	enum nfo_origin origin, int64_t publish_id, struct error *err);
/* The same of a publish: other pictures make a version, too. Of what is put back ('again') the pictures are
 * those of the version that had its bytes. */
int nfo_version_published(struct db *db, enum entity type, int64_t id, const char *hash, const char *path,
	int64_t publish_id, bool again, struct error *err);

struct nfo_version {
	int version;
	enum nfo_origin origin;
	char *hash, *path, *seen_at;
	char *artwork; /* choices_snapshot(); NULL: not known */
};
int nfo_versions_of(
	struct db *db, enum entity type, int64_t id, struct nfo_version **out, size_t *n, struct error *err);
void nfo_versions_free(struct nfo_version *v, size_t n);

#endif
