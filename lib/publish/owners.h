/*
 * Whose the files are that several items have in common: a path that others published becomes the item's,
 * too, and one that it gives up stays theirs. Nothing on disk changes by it.
 */
#ifndef PUBLISH_OWNERS_H
#define PUBLISH_OWNERS_H

#include "publish/plan.h"

/* After the plan was carried out; not for one of which plan_reassigns() is false. A crash before it leaves it
 * to the next publish, whose plan says the same. 0 or -1. */
int owners_record(struct publisher *pub, const struct plan *plan, struct error *err);
/* After it, too: a folder of actors or of a set goes with the last picture that was in it. */
void owners_tidy(const struct publisher *pub, const struct plan *plan);

#endif
