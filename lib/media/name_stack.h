/*
 * Which videos of one folder belong together: parts of one film (cd1, cd2), and versions of it (1080p,
 * 2160p).
 */
#ifndef MEDIA_NAME_STACK_H
#define MEDIA_NAME_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

/*
 * The part that a file's name bears: "Movie-cd1.mkv", "Movie (1999) part b.avi", "Movie.disc 2.mkv". Returns
 * 1 for the first, and so on (a to d are 1 to 4), 0 for none. 'stem' gets the name without the part and the
 * extension (the stacked title that Kodi uses for artwork), 'rest' what stands behind the part; both may be
 * NULL.
 */
int name_stack_part(const char *file, struct strbuf *stem, struct strbuf *rest);

/*
 * Groups the videos of one folder (names, not paths): group[i] becomes the index of the first part of file
 * i's stack, or i itself. A stack has parts from 1 (or a) without a gap, of one stem, rest and extension; two
 * files that do not make one stand alone. Order does not matter.
 */
void name_stack_group(const char *const *files, size_t n, size_t *group);

/*
 * The version that a file's name says beyond its folder's: folder "Movie (1999)", file "Movie (1999) -
 * 2160p.mkv": appends "2160p" and returns true; the rest may be empty, " - label", " [label]",
 * "{edition-label}". False: the name does not begin with the folder's, or goes on in the same word.
 */
bool name_version_label(const char *folder, const char *file, struct strbuf *label);

#endif
