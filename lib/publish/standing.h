/*
 * What stands at a path of the library: looked at when a publish is planned, and again before it is replaced;
 * and how it is put back.
 */
#ifndef PUBLISH_STANDING_H
#define PUBLISH_STANDING_H

#include "core/file.h"
#include "core/sha256.h"
#include "publish/publisher.h"
#include "store/publog.h"
#include "store/seen.h"

struct standing {
	bool there;		    /* the name exists: a regular file, a link to one, or a link to nothing */
	bool empty_link;	    /* a link that leads nowhere */
	struct file_stamp stamp;    /* of the file; is_link says that the name is a link */
	char hash[SHA256_HEX_SIZE]; /* of its bytes; "" when there are none */
};

/* Looks and hashes; bytes (may be NULL) gets them. A folder or device at the path is ERR_EXISTS. */
int standing_look(const char *path, struct standing *out, struct strbuf *bytes, struct error *err);
/* The same, but believes what was seen of a file whose size, mtime and inode are still those (NULL: nothing
 * was), unless the publisher rereads. */
int standing_look_seen(const struct publisher *pub, const char *path, const struct seen_file *seen,
	struct standing *out, struct error *err);
/* Whether what stands at 'path' is still what 'then' saw: 1, 0, -1. Looks at the stamp only. */
int standing_still(const char *path, const struct standing *then, struct error *err);
/* Fills what displaced_files keeps of it (owner, mode, times, attributes, link text). 'd' was empty. */
int standing_displaced(const char *path, const struct standing *st, enum content_kind kind,
	struct displaced *d, struct error *err);
/* Makes the path again what it was, from the bytes (of d->hash); d->existed false removes it. Not yet
 * durable. */
int standing_restore(
	struct publisher *pub, const struct displaced *d, const struct strbuf *bytes, struct error *err);

/* Gives a temporary owner, mode, attributes and times of a file that was displaced, as far as that is
 * allowed: 'refused' gets bits. */
void standing_dress(const char *temp, const struct displaced *d, unsigned *refused);

#endif
