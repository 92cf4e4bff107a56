/*
 * Items whose video is gone, and who may claim them: a film or episode that moved or was renamed keeps its
 * row and its history. A show whose folder is gone goes where most of its episodes went.
 *
 * A new video is the old one when exactly one that is gone and exactly one that is new match: the same inode,
 * size and mtime; or the same size, duration and streams. Inode numbers count only on filesystems that keep
 * them. Of a video with several episodes the first is the first, and so on.
 */
#ifndef SCAN_CLAIMS_H
#define SCAN_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "scan/folder.h"
#include "scan/found.h"

struct claims;
struct scanner;

/*
 * Looks for the items whose video is not there any more, in the folders that are gone or changed; when there
 * are any, for the new videos, too. ERR_LIBRARY_ABSENT when over a tenth of the library's items and over five
 * are gone (unless the scan is forced): then nothing of it is to be believed.
 */
int claims_collect(struct scanner *s, struct claims **out, struct error *err);
void claims_free(struct claims *c);

/* The item that the nth episode (from 0; of films there is one) of a new video is, or 0: by its inode; by its
 * size alone, and then streams must decide. */
int64_t claims_by_inode(const struct claims *c, const struct folder_file *video, size_t nth);
int64_t claims_by_size(const struct claims *c, const struct folder_file *video, size_t nth);
/* The series whose folder is gone and of whose episodes most of a new show's videos are, by their inodes or
 * (together they say enough) their sizes; 0: none, or it was taken before. */
int64_t claims_series(const struct claims *c, const struct folder *f, const struct finds *finds, bool inodes);
void claims_take_series(struct claims *c, int64_t id);
/* Whether the item's video is gone and nobody claimed it. */
bool claims_open(const struct claims *c, int64_t id);
void claims_take(struct claims *c, int64_t id);

#endif
