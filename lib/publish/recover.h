/*
 * What is done about a publish that was killed: from its journal alone, never by planning anew.
 *
 * It is finished if any of its targets has its new content (or, to be removed, is gone), else dropped. A
 * target that has neither the old nor the new content is somebody else's and stays. Temporaries go either
 * way.
 */
#ifndef PUBLISH_RECOVER_H
#define PUBLISH_RECOVER_H

#include "publish/publisher.h"

/* Every open publish of a folder. The caller holds the folder's lock. *count goes up by the number that were
 * dealt with. */
int recover_folder(struct publisher *pub, const char *folder, size_t *count, struct error *err);
/* Every open publish of the library, each under its folder's lock; one that is held is at work and left
 * alone. */
int recover_library(struct publisher *pub, size_t *count, struct error *err);

#endif
