/*
 * From a plan to the journal of its publish: what must be kept before anything is replaced, and the rows that
 * say what will be.
 */
#ifndef PUBLISH_JOURNAL_H
#define PUBLISH_JOURNAL_H

#include "publish/plan.h"

/* Step 2: keeps the old bytes of everything that goes, and the new NFO; the new pictures are in the cache
 * already. Under the cache's lock. ERR_CHANGED when a file is not what the plan saw. */
int journal_keep(struct publisher *pub, const struct plan *plan, struct error *err);
/* Fills an empty journal, in this machine's paths: folders, writes as planned, then removals. */
int journal_make(const struct plan *plan, struct publish *p, struct error *err);
/* Whether every target is still what the plan saw; else ERR_CHANGED. 0 or -1. */
int journal_check(const struct plan *plan, struct error *err);

#endif
