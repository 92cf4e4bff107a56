/*
 * Objects of the cache that are not what their name says: found by their hash, and mended from the libraries.
 *
 * An object is good when its file has the bytes of its hash. A file with others goes to <cache>/quarantine,
 * where it stays for people to look at; its row stays, too, for what refers to it waits for the bytes. They
 * are looked for at every path of the libraries where such a file was published or found; what stands there
 * is believed by its hash alone. After a crash the object is damaged, missing or good, and another run goes
 * on.
 */
#ifndef ASSET_MEND_H
#define ASSET_MEND_H

#include <stdbool.h>

#include "core/conf.h"
#include "store/candidate.h"

struct mender {
	struct db *db;
	const char *cache_dir;
	const struct conf *conf; /* where this machine sees the libraries */
	int lock_timeout_ms;	 /* how long the cache's lock is waited for */
	bool look_only;		 /* says what it would do */
};

enum object_state { OBJECT_GOOD, OBJECT_MISSING, OBJECT_DAMAGED, OBJECT_UNREADABLE };
const char *object_state_name(enum object_state s); /* good, missing, damaged, unreadable */

struct mending {
	enum object_state was;
	struct strbuf source; /* the file in a library, in this machine's path; "" when there is none */
	bool mended;	      /* the object is good now */
};
#define MENDING_INIT                                                                                         \
	{                                                                                                    \
		OBJECT_GOOD, STRBUF_INIT, false                                                              \
	}
void mending_release(struct mending *m);

/* Looks at one object, and mends it. 0; or -1 when that failed, or cannot be known. */
int mend_object(struct mender *m, const struct cache_object *o, struct mending *out, struct error *err);
/* The same by hash. ERR_NOT_FOUND when it is not in the inventory. */
int mend_hash(struct mender *m, const char *content_hash, struct mending *out, struct error *err);

/* All objects by their hash. fn gets each that is not good, with the error that kept it from being mended
 * (ERR_NONE: there was none); it returns 0 to go on. *good: how many needed nothing. */
typedef int mend_fn(
	const struct cache_object *o, const struct mending *mending, const struct error *why, void *ctx);
int mend_all(struct mender *m, mend_fn *fn, void *ctx, size_t *good, struct error *err);

#endif
