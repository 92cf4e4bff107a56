/*
 * Where else the bytes of a hash stand: at the paths of the libraries where such a file was published or
 * found. What stands there is believed by its hash alone.
 *
 * A library is asked first whether it is there (store/guard.h), once, when a path of it is wanted: nobody
 * waits for a mount that is dead, path by path.
 */
#ifndef ASSET_SOURCE_H
#define ASSET_SOURCE_H

#include <stdbool.h>

#include "core/conf.h"
#include "core/error.h"
#include "core/strbuf.h"
#include "db/db.h"
#include "store/library.h"

struct sources {
	struct db *db;
	const struct conf *conf;    /* where this machine sees the libraries */
	bool trusts;		    /* libraries are there, and need not be asked */
	struct library_list all;    /* asked for with the first path */
	enum source_library *state; /* of each of them */
};
void sources_release(struct sources *s);

/* The bytes, and the path that has them in this machine's spelling; both are replaced, and "" when there is
 * none. 0 or -1. */
int source_find(
	struct sources *s, const char *hash, struct strbuf *bytes, struct strbuf *path, struct error *err);

#endif
