/*
 * Bytes by their hash: NFO texts in the database, everything else in the cache. Both the old and the new
 * bytes of a path are kept before it is touched.
 */
#ifndef PUBLISH_CONTENT_H
#define PUBLISH_CONTENT_H

#include "core/strbuf.h"
#include "publish/publisher.h"
#include "store/publog.h"

/* Appends the bytes; checked against the hash. ERR_NOT_FOUND when they are not kept. */
int content_load(struct publisher *pub, const char *hash, enum content_kind kind, struct strbuf *out,
	struct error *err);
/* Keeps them. 'path' gives the ending and 'asset_type' the kind for the cache's inventory. The caller holds
 * the cache's lock for CONTENT_CACHE until a journal row refers to the hash. */
int content_keep(struct publisher *pub, const char *hash, enum content_kind kind, const struct strbuf *bytes,
	const char *path, const char *asset_type, struct error *err);

#endif
