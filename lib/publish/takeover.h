/* What somebody else wrote: of an NFO it becomes the item's, before anything is written over it; a picture is
 * left to the next scan. */
#ifndef PUBLISH_TAKEOVER_H
#define PUBLISH_TAKEOVER_H

#include "publish/plan.h"

/* Saves plan->absorbed and the bytes of the NFO, if there is one, as a version of the item; the plan's item
 * gets the new revision. */
int takeover_save(struct publisher *pub, struct plan *plan, struct error *err);

/* The next scan looks at what stays because nobody has seen it, though its size and time are those of what
 * stood there. */
int takeover_leave(struct publisher *pub, const struct plan *plan, struct error *err);

#endif
