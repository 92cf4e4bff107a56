/*
 * Whether a library is really there, before anybody concludes that a file is gone or writes anything: an
 * unplugged disk leaves an empty folder, a dead mount answers never, and a mount that failed shows what lies
 * beneath it.
 *
 * A child asks, so that a mount that never answers costs a time-out and not the program.
 */
#ifndef STORE_GUARD_H
#define STORE_GUARD_H

#include <stdbool.h>

#include "core/error.h"
#include "core/strbuf.h"
#include "store/library.h"

struct guard_facts {
	struct strbuf fs_type; /* the kind of filesystem, as mount(8) calls it: "ext4", "fuse.mergerfs" */
	bool empty;	       /* nothing is in the folder */
};

/* Looks at a folder in this process: for the child, "metarr-scan --look PATH". 0 or -1. */
int guard_look(const char *path, struct guard_facts *facts, struct error *err);

/*
 * 0 when the library's root answers within timeout_ms, is a folder, is not empty, and lies on the kind of
 * filesystem of its last scan; *fs_type (replaced; may be NULL) then says which. Else -1 with
 * ERR_LIBRARY_ABSENT, or ERR_PERMISSION for a folder that may not be read. 'root' is where this machine sees
 * lib->path. With 'force' an empty folder or another filesystem will do.
 */
int guard_library(const struct library *lib, const char *root, int timeout_ms, bool force,
	struct strbuf *fs_type, struct error *err);

#endif
