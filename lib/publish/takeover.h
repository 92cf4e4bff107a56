/* What somebody else wrote into an NFO becomes the item's, before anything is written over it. */
#ifndef PUBLISH_TAKEOVER_H
#define PUBLISH_TAKEOVER_H

#include "publish/plan.h"

/* Saves plan->absorbed and the bytes of the NFO, if there is one, as a version of the item; the plan's item
 * gets the new revision. */
int takeover_save(struct publisher *pub, struct plan *plan, struct error *err);

#endif
