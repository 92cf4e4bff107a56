/*
 * The walk over a library's folders (scan/folder.h), each once.
 *
 * Symbolic links to files count as the files. A linked folder is walked after all others, in the order of
 * names, under the link's own path; one that leads into the library, or to what another link led to, is not
 * walked again, and one that leads to a folder around itself is a loop, and reported.
 */
#ifndef SCAN_WALK_H
#define SCAN_WALK_H

#include "scan/lister.h"

#define WALK_MAX_DEPTH 64 /* folders below the library's root; what lies deeper is reported */

struct walk_events {
	/* Each folder; its files are in no order. 0 to go on, anything else ends the walk and is its result.
	 */
	int (*folder)(const struct folder *f, void *ctx);
	folder_problem problem;
	/* The walk could not look into this folder: nothing is known of what is in it and below. */
	void (*blind)(const char *folder, void *ctx);
};

/*
 * Walks the library at 'root' (absolute), 'shows' when it is one of series (scan/lister.h). 'only' (relative;
 * NULL or "": all): just that folder and what is below, or the folder that a file or subfolder of that name
 * belongs to; it need not exist. 0; what 'folder' returned; -1 when the root itself cannot be read, or
 * prog_interrupted() (ERR_NONE then).
 */
int walk_library(const char *root, bool shows, const char *only, const struct walk_events *ev, void *ctx,
	struct error *err);

#endif
