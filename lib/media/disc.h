/*
 * The main title of a disc that was copied to a folder: a DVD's VIDEO_TS, a Blu-ray's BDMV. Read from the
 * small files that players read too (VTS_nn_0.IFO, PLAYLIST/nnnnn.mpls): the longest title, its length, which
 * file holds its streams, and the languages, which stand only there. Sources: the DVD format as libdvdread
 * documents it; the playlist format as libbluray does.
 */
#ifndef MEDIA_DISC_H
#define MEDIA_DISC_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

#define DISC_MAX_STREAMS 256
#define DISC_MAX_FILE (4 << 20) /* bytes of an IFO or playlist */
#define DISC_MAX_TITLES 5000	/* playlists that are looked at */

struct disc_stream {
	int id; /* libavformat's AVStream.id: a PID, or the number of a program stream */
	bool is_subtitle;
	char language[4];  /* ISO 639-2/B, "": not said */
	const char *codec; /* libavformat's name; static */
};

struct disc {
	char *file;	 /* the video file that begins the title */
	double duration; /* seconds */
	struct disc_stream stream[DISC_MAX_STREAMS];
	size_t nstream;
};

#define DISC_INIT                                                                                            \
	{                                                                                                    \
		0                                                                                            \
	}

void disc_release(struct disc *d);

/*
 * 'path' is a folder that is or holds VIDEO_TS or BDMV (in any case), or a file VIDEO_TS.IFO or index.bdmv in
 * one. 1 and *out filled; 0: no disc, *out untouched; -1: a disc without a readable title (ERR_BAD_VIDEO) or
 * a failed system call.
 */
int disc_open(struct disc *out, const char *path, struct error *err);

#endif
