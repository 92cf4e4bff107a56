/*
 * Objects of the cache, and texts of NFOs in the database, that are not what their hash says: found by it,
 * and mended from the libraries.
 *
 * An object is good when its file has the bytes of its hash. A file with others goes to <cache>/quarantine,
 * where it stays for people to look at; its row stays, too, for what refers to it waits for the bytes. They
 * are looked for in the libraries (source.h). After a crash the object is damaged, missing or good, and
 * another run goes on.
 */
#ifndef ASSET_MEND_H
#define ASSET_MEND_H

#include <stdbool.h>

#include "asset/source.h"
#include "store/candidate.h"

struct mender {
	struct db *db;
	const char *cache_dir;
	struct sources sources;
	int lock_timeout_ms; /* how long the cache's lock is waited for */
	bool look_only;	     /* says what it would do */
};
void mender_release(struct mender *m);

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

/* The same for the text of an NFO, in the database: the next publish or undo that needs it finds it. 0; or
 * -1. */
int mend_nfo(struct mender *m, const char *hash, struct mending *out, struct error *err);

/* All objects by their hash. fn gets each that is not good, with the error that kept it from being mended
 * (ERR_NONE: there was none); it returns 0 to go on. *good: how many needed nothing. */
typedef int mend_fn(
	const struct cache_object *o, const struct mending *mending, const struct error *why, void *ctx);
int mend_all(struct mender *m, mend_fn *fn, void *ctx, size_t *good, struct error *err);
/* All texts of NFOs; of the object fn gets content_hash and asset_type alone. */
int mend_nfos(struct mender *m, mend_fn *fn, void *ctx, size_t *good, struct error *err);

#endif
