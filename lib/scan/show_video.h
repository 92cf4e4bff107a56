/*
 * The videos of a show's folder that are episodes, by the numbers in their names, and those of their NFOs
 * where a name has none that are certain. Inside scan/ only; show.h makes a series of them.
 */
#ifndef SCAN_SHOW_VIDEO_H
#define SCAN_SHOW_VIDEO_H

#include "scan/show.h"

/* A video that is an episode, or several. */
struct show_video {
	size_t file;
	int season;
	int *episode;
	int nepisodes;
	char date[11];			/* "": it is not named by one */
	bool by_name, by_nfo, recalled; /* see struct found */
	size_t part_of;			/* of a stack: the video of its first part; else itself */
};
struct show_videos {
	struct show_video *item;
	size_t n, alloc;
};

/* Adds those of the folder, by file. 'nfo' may be NULL. */
void show_videos_find(struct show_videos *videos, const struct folder *f, show_nfo nfo, void *ctx);
void show_videos_release(struct show_videos *videos);

/* Whether the file is of a disc: its index file is the episode. */
bool show_is_disc(const struct folder_file *file);
/* Appends what an episode's files are named after: its video's path without extension; of a disc the path of
 * the folder that VIDEO_TS lies in. */
void show_stem(const struct folder *f, size_t file, struct strbuf *out);

#endif
