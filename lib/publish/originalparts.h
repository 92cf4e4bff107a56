/* What the files of putting back have of each other; inside publish/ only. */
#ifndef PUBLISH_ORIGINALPARTS_H
#define PUBLISH_ORIGINALPARTS_H

#include "publish/original.h"
#include "store/original.h"

/* Says what becomes of a path (in this machine's), and adds its entry where something stands there or will. 0
 * or -1. */
int original_plan_file(struct publisher *pub, struct plan *plan, const struct original *o, bool changed,
	enum original_fate *fate, struct error *err);

#endif
