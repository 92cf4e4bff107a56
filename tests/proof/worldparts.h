/* The parts of the world: what world.c and worlddb.c need of each other. */
#ifndef PROOF_WORLDPARTS_H
#define PROOF_WORLDPARTS_H

#include "world.h"

char *world_path(const char *dir, const char *name); /* the caller frees */

void world_create_database(struct world *w); /* sets w->url; migrated */
void world_drop_database(struct world *w);
void world_keep_database(struct world *w, const char *name, const char *file);
void world_restore_database(struct world *w, const char *name, const char *file);

#endif
