/*
 * One video file as libavformat reads it: through one descriptor of ours, with a cap on bytes and on time.
 * There are no protocols, no second files, and no network.
 */
#ifndef MEDIA_AVSOURCE_H
#define MEDIA_AVSOURCE_H

#include <libavformat/avformat.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "core/error.h"

struct avsource {
	AVIOContext *pb;
	int fd;
	int64_t size, pos;
	int64_t left; /* bytes that may still be read; after them the file ends. The caller sets it for each
			 step */
	bool late;    /* the time was over */
	int error;    /* errno of a read that failed */
	struct timespec end;
};

/* Opens a regular file with no bytes to read yet, and 'seconds' for all of it. 0 or -1. */
int avsource_open(struct avsource *src, const char *path, int seconds, struct error *err);
void avsource_close(struct avsource *src);
/* Makes a new demuxer read from here. It is closed before the source is. */
void avsource_attach(struct avsource *src, AVFormatContext *ctx);

#endif
