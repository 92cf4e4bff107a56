/*
 * A unified diff of two texts of any bytes (CR, NUL and no line end at the end included), for people and for
 * "patch --binary -p1". Three lines of context; a line ends at LF.
 */
#ifndef MEDIA_TEXTDIFF_H
#define MEDIA_TEXTDIFF_H

#include <stddef.h>

#include "core/strbuf.h"

/*
 * Appends the diff, or nothing when the texts are the same. 'path' is the file's, relative to where patch(1)
 * is to run (-p1: the labels are a/path and b/path), quoted as git does where it has special bytes. oldtext
 * NULL: a new file (--- /dev/null); newtext NULL: a removed one. Minimal up to some thousand changed lines;
 * beyond, the middle is one hunk.
 */
void textdiff(struct strbuf *out, const char *path, const char *oldtext, size_t oldlen, const char *newtext,
	size_t newlen);

#endif
