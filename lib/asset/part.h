/*
 * What has come of a download, in a file of its own in "incoming" of the cache, so that it can go on where it
 * was cut off: in this process, and in a later one when the server gave the bytes an ETag. It is nobody's
 * until all of it is there; nothing of it is durable.
 */
#ifndef ASSET_PART_H
#define ASSET_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "core/strbuf.h"

struct part {
	int fd;		    /* -1: closed */
	struct strbuf path; /* of the file */
	char *etag;	    /* that its bytes came with; NULL: none */
	int64_t len;	    /* bytes that are there */
	bool is_private;    /* nobody else knows of it, or could go on with it */
};
#define PART_INIT                                                                                            \
	{                                                                                                    \
		.fd = -1, .path = STRBUF_INIT                                                                \
	}

/* Opens the part of a URL. Where another process is at it, it is a new one that nobody else knows. 0 or -1.
 */
int part_open(struct part *p, const char *cache_dir, const char *url, struct error *err);
/* The bytes begin anew, with this ETag (NULL: none). 0 or -1. */
int part_restart(struct part *p, const char *etag, struct error *err);
int part_add(struct part *p, const void *data, size_t len, struct error *err);
/* Closes the file; 'keep': a later process may go on with it, if it can. */
void part_close(struct part *p, bool keep);
/* Removes parts that nobody has written to for a day, and those that nobody can go on with. */
void part_sweep(const char *cache_dir);

#endif
