/*
 * The cache: contents kept under the SHA-256 of their bytes, <cache>/assets/ab/<sha256>.<ext>, written once
 * and never changed. After cache_store() has returned 0 the file and every folder above it are durable, so a
 * row that names it may be written. A crash leaves at worst a stray temporary (".metarr-*.tmp") or a file
 * without a row. Rows and locks are the caller's: hold the cache's lock, shared, from before the store to the
 * row's commit.
 *
 * A relative path is relative to the cache folder ("assets/ab/ab12….jpg") and is what the database keeps.
 */
#ifndef ASSET_CACHE_H
#define ASSET_CACHE_H

#include <stddef.h>

#include "core/error.h"
#include "core/sha256.h"
#include "core/strbuf.h"

#define CACHE_MAX_FILE (64 * 1024 * 1024) /* bytes of one object */
#define CACHE_MAX_EXT 8			  /* letters and digits of an extension, without the dot */

/*
 * Stores the bytes. A file that is there with the right content is left as it is; one of another size or
 * content (a damaged disk, a hand) is replaced. 'ext' is "jpg", "png", …: lower-case letters and digits, no
 * dot; NULL or "": none. *relpath is replaced. 0, or -1: ERR_TOO_LONG, ERR_BAD_VALUE (ext), or of the system
 * call.
 */
int cache_store(const char *cache_dir, const void *data, size_t len, const char *ext,
	char sha256[SHA256_HEX_SIZE], struct strbuf *relpath, struct error *err);

/* Replaces *relpath by the relative path of a content. The hash and ext are taken as valid (else BUG). */
void cache_relpath(struct strbuf *relpath, const char *sha256, const char *ext);

/*
 * Reads an object and checks its bytes. 'relpath' must stay inside the cache. *data is replaced. 0, or -1:
 * ERR_NOT_FOUND, ERR_TOO_LONG over CACHE_MAX_FILE, ERR_BAD_IMAGE when the bytes are not of that hash,
 * ERR_BAD_VALUE for a path that leaves the cache, or of the system call.
 */
int cache_load(const char *cache_dir, const char *relpath, const char *sha256, struct strbuf *data,
	struct error *err);

/* Takes a file that is not what its name says out of the way, durably: to quarantine/ in the cache, under its
 * name, with a number when there is one already. One that is gone is fine. */
int cache_quarantine(const char *cache_dir, const char *relpath, struct error *err);

#endif
