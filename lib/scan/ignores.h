/*
 * Ignore files (.plexignore, .ignore with a text) of a folder and of those around it: a chain from the
 * nearest outwards. A path is passed by when the patterns of any of them say so.
 */
#ifndef SCAN_IGNORES_H
#define SCAN_IGNORES_H

#include <stdbool.h>
#include <stddef.h>

struct ignores {
	const struct ignores *up; /* of a folder around this one; NULL: none */
	size_t depth;		  /* bytes of a path that stand before what the patterns are about */
	char *patterns;
};

/* A link of the chain for the ignore file at 'path' in 'folder' (relative to the library, "" its root).
 * NULL when it cannot be read: it then says nothing. ignores_free() it, but not what is above. */
struct ignores *ignores_read(const char *path, const char *folder, const struct ignores *up);
void ignores_free(struct ignores *ig);

/* 'path' is relative to the library and lies in a folder of the chain. */
bool ignores_match(const struct ignores *ig, const char *path, bool is_dir);

#endif
