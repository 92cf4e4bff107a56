/*
 * Inflating what was deflated elsewhere (gzip, zlib), within a limit: a few bytes may stand for gigabytes.
 */
#ifndef CORE_INFLATE_H
#define CORE_INFLATE_H

#include "core/error.h"

/* Appends what the bytes stand for, at most 'most' bytes. 0, or -1: ERR_TOO_LONG, or ERR_BAD_VALUE for what
 * is cut off, damaged or something else; *out is as it was then. */
int inflate_bytes(const void *data, size_t len, size_t most, struct strbuf *out, struct error *err);
/* Appends the bytes deflated, as zlib does it and as fast as it can: level 6 takes more than twice as long,
 * and saves a seventh of what is left (seen with answers of TMDB). */
void deflate_bytes(const void *data, size_t len, struct strbuf *out);

#endif
