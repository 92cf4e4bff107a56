/*
 * Path names as text. Nothing here looks at the disk, but for the current directory in path_normalise().
 * A path is bytes: nothing is assumed of its charset.
 */
#ifndef CORE_PATH_H
#define CORE_PATH_H

#include <stdbool.h>

#include "core/error.h"
#include "core/strbuf.h"

/* Appends "dir/name" with one slash between them; an empty dir gives the name, an empty name the dir.
 * An absolute name is not special: it goes below dir. */
void path_join(struct strbuf *out, const char *dir, const char *name);
/* What stands after the last slash; "" when the path ends in one. Borrowed. */
const char *path_base(const char *path);
/* Appends what stands before the last slash: "." when there is none, "/" for what lies in the root. */
void path_dir(struct strbuf *out, const char *path);
/* What stands after the last dot of the base, without the dot; "" when there is none or only a leading one
 * (".nfo" is a hidden file without extension). Borrowed; case is left as it is. */
const char *path_ext(const char *path);
/* Appends the base without its extension and dot. */
void path_stem(struct strbuf *out, const char *path);
/* Appends the path made absolute and without "//", "." and "..", by its text alone: links are not followed.
 * -1: the current directory cannot be read. */
int path_normalise(struct strbuf *out, const char *path, struct error *err);
/* Whether path is dir or lies below it, by whole components ("/a/bc" is not inside "/a/b"). Both normalised.
 */
bool path_inside(const char *path, const char *dir);
/* The part of path below dir, without a slash at its start; "" when they are the same; NULL when path is not
 * inside. Borrowed from path. */
const char *path_relative(const char *path, const char *dir);

#endif
