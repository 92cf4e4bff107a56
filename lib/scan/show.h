/*
 * A series with its seasons and episodes, by the names of the files below the show's folder: item 0 is the
 * series, then come the seasons by number, then the episodes by file and number.
 *
 *   series    tvshow.nfo; poster.jpg, season-all-poster.jpg … in the show's folder; .actors (the episodes'
 * actors, too), extrafanart, themes season    its number is in its episodes' names, or its folder's;
 * season.nfo in that folder; season01-poster.jpg in the show's folder, or poster.jpg in its own (which Kodi
 * does not read) episode   a video whose name has numbers or a date, several of one file in a row;
 * <base>.nfo, <base>-thumb.jpg, <base>.en.srt beside it; a disc's folder is named as a file would be
 *
 * A folder without any episode and without tvshow.nfo is no show: nothing is found.
 */
#ifndef SCAN_SHOW_H
#define SCAN_SHOW_H

#include "media/name.h"
#include "scan/folder.h"
#include "scan/found.h"

/* The numbers of the episodes of a video whose name has none that are certain. */
struct show_numbers {
	int season;
	int episode[NAME_MAX_EPISODES];
	int n;
	bool recalled; /* they are what it had when nothing of it was another, and not read again */
};
/* Says what the NFO (file 'nfo' of the folder) of a video has. False: no numbers. */
typedef bool (*show_nfo)(
	const struct folder *f, size_t video, size_t nfo, struct show_numbers *out, void *ctx);

/* Replaces *finds; the folder is sorted and has all that is below the show's. 'nfo' (may be NULL) is asked
 * when a file's name has only a date or an absolute number. Of the library's root (path "") nothing is found.
 * Videos that are no episode are unknown files. */
void show_find(struct finds *finds, const struct folder *f, show_nfo nfo, void *ctx);

#endif
