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
/* Whether a series whose folder is gone may be one that has its id: nobody claimed it, and most of its videos
 * are no new ones elsewhere. */
bool claims_series_open(const struct claims *c, int64_t id);
/*
 * What is known of an item: nothing; its video is gone, and who has its id or its place may be it; or it is
 * somebody's: it was claimed, or one new video is the old one, whether that was looked at yet or not.
 */
enum claim { CLAIM_UNKNOWN, CLAIM_OPEN, CLAIM_TAKEN };
enum claim claims_state(const struct claims *c, int64_t id);
void claims_take(struct claims *c, int64_t id);
/* Who claimed it begins again. */
void claims_return(struct claims *c, int64_t id);
void claims_return_series(struct claims *c, int64_t id);

/* ---- for claims_collect.c ---------------------------------------------------------------------------------
 */

struct seen_list;

struct claims *claims_new(void);
/* An item whose video was 'name' in the folder where 'seen' was seen (NULL: elsewhere); the series of an
 * episode whose show's folder is gone, else 0. Those of one folder come one after another, */
void claims_add_gone(
	struct claims *c, int64_t id, int64_t series, const struct seen_list *seen, const char *name);
/* and then this. */
void claims_next_folder(struct claims *c, const struct seen_list *seen);
void claims_add_fresh(struct claims *c, const struct folder_file *video); /* a new one */
void claims_sort(struct claims *c, bool inodes);			  /* when all were added */
size_t claims_gone(const struct claims *c);				  /* how many items */
/* Those of them that did not just move. */
size_t claims_lost(const struct claims *c, bool inodes);

#endif
