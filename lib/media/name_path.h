/* The components of a path and their endings; used by media/name.c and those it is divided into. */
#ifndef MEDIA_NAME_PATH_H
#define MEDIA_NAME_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "media/filekind.h"

#define NAME_LEVELS 4 /* the file and three folders above it */

struct component {
	const char *s; /* inside the path; ends with it or with a divider */
	size_t len;
};

/* The last components of a path, the file first. Returns how many. */
size_t path_split(const char *path, struct component part[NAME_LEVELS]);

/* Cuts the extension of 'name' off, when it is known ("X264-GRP" and ".525" are none), and a subtitle's
 * language. */
void path_cut_extension(struct component *c, const char *name);

/* A name that nobody gave: "ba27283b17c00d01193eacc02a8ba98eeb523a76", "00012", "video". */
bool path_is_meaningless(const struct component *c);

/* What a folder of that name is for. */
enum dir_kind path_kind(const struct component *folder);

#endif
