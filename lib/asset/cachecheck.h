/*
 * Whether the cache is what the database says of it. Nothing is written.
 */
#ifndef ASSET_CACHECHECK_H
#define ASSET_CACHECHECK_H

#include "asset/mend.h"
#include "core/finding.h"

/*
 * Gives what is wrong with the folder (cache_absent, cache_unwritable) and with its objects (cache_missing,
 * cache_damaged, cache_unreadable: one finding for all of a state). An object is good when its file has its
 * size; with 'full', when it has its bytes, and so for the texts of NFOs in the database (texts_damaged).
 * m->look_only is taken as true. *objects: how many there should
 * be. 0, or -1 when it could not look.
 */
int cachecheck(struct mender *m, bool full, struct findings *out, int64_t *objects, struct error *err);

#endif
