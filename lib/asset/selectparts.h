/* What the files of choosing have of each other. Inside asset/ only. */
#ifndef ASSET_SELECTPARTS_H
#define ASSET_SELECTPARTS_H

#include "asset/select.h"

/* select_items() without the lock of the cache and without sets. */
int select_all(struct selector *s, struct selection *items, size_t n, struct error *err);
/* The sets that films among the items are in, each once: their pictures stand with those of the films. What
 * there is to say of one is said of the first film that is in it. 0 or -1. */
int select_sets(struct selector *s, struct selection *items, size_t n, struct error *err);

#endif
