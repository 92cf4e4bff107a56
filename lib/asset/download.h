/*
 * Pictures of providers into the cache, many at once; and their perceptual hashes, for which a small version
 * is enough. Decoding happens in children (metarr-image), which also store what is whole.
 *
 * A URL is fetched only from the hosts that the provider's configuration names, and over https where that
 * says so. A body counts once it is all there and a child has decoded it: until then nothing of it is under a
 * name of the cache. One that is cut off goes on where it was, DOWNLOAD_TRIES times in all.
 *
 * The caller holds the cache's lock, shared, from before the first start to the commit of the rows.
 */
#ifndef ASSET_DOWNLOAD_H
#define ASSET_DOWNLOAD_H

#include "core/conf.h"
#include "store/candidate.h"

#define DOWNLOAD_TRIES 3
#define DOWNLOAD_AT_ONCE 32 /* transfers of all hosts together */

struct download;

struct download_settings { /* for tests; zeroed members are the defaults */
	const char *image; /* the program that decodes */
	int idle_s, retry_ms;
};

/* 'cache' and 'conf' are borrowed; settings may be NULL. NULL with *err. */
struct download *download_new(const char *cache, const struct conf *conf,
	const struct download_settings *settings, struct error *err);
void download_free(struct download *d); /* NULL is fine */

enum download_what {
	DOWNLOAD_BYTES,	  /* the picture, into the cache */
	DOWNLOAD_PREVIEW, /* the hash of its small version (preview_url) */
	DOWNLOAD_CACHED,  /* the hash of bytes that are in the cache */
};

enum download_state {
	DOWNLOAD_DONE,	  /* 'object', or of a hash 'object.perceptual_hash' alone */
	DOWNLOAD_NOTHING, /* it is no picture, and never will be */
	DOWNLOAD_AWAY,	  /* the server answered, but not with it: gone, elsewhere, broken off again */
	DOWNLOAD_FAILED,  /* it may go another time */
};

struct download_answer {
	enum download_state state;
	struct cache_object object;
	struct error err; /* why it is not done */
};
void download_answer_release(struct download_answer *a);

/* What is needed of the candidate is copied. 'tag' comes back with the answer. */
void download_start(struct download *d, const struct candidate *c, enum download_what what, void *tag);
/* A file of a person's, into the cache; the path as it is on this machine. */
void download_file(struct download *d, const char *path, const char *asset_type, void *tag);
/* Waits for an answer, in whatever order they come: 1: *tag and *answer (to be released); 0: nothing is
 * pending, or prog_interrupted(). */
int download_next(struct download *d, void **tag, struct download_answer *answer);

#endif
