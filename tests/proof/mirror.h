/*
 * What stands below a folder, with modes, times, attributes and link texts; and, path by path, what was
 * there before Metarr touched it. Nobody tells the mirror what Metarr did: whatever differs after a program
 * ran is its work, and all else is somebody's.
 */
#ifndef PROOF_MIRROR_H
#define PROOF_MIRROR_H

#include "world.h"

struct mirror;

struct mirror *mirror_new(const char *dir); /* as it stands now, all of it somebody's */
void mirror_free(struct mirror *m);
/* After somebody wrote, and after a program of Metarr's ran. */
void mirror_by_others(struct mirror *m);
void mirror_by_metarr(struct mirror *m);
/* After "metarr undo --original", with --changed or not: each path is as it must be, or the case is bad; and
 * what is as it was found is somebody's again. */
void mirror_check_original(struct mirror *m, struct world *w, bool changed);

#endif
