/*
 * From libavformat's streams to ours, in Kodi's words. Looks at filled structures only and reads nothing, so
 * that tests can fill in what no encoder here can make.
 */
#ifndef MEDIA_AVMAP_H
#define MEDIA_AVMAP_H

#include <libavformat/avformat.h>

#include "media/streams.h"

/* Whether the stream is a moving picture: no cover, no thumbnails. 'ctx' decides what a still picture is. */
bool avmap_is_video(const AVFormatContext *ctx, const AVStream *st);
/* Appends video, audio and subtitle streams in the file's order, at most STREAMS_MAX of each; sets the
 * duration. */
void avmap_streams(struct streams *out, AVFormatContext *ctx);
/* The name that Kodi has for an audio codec; borrowed, static. */
const char *avmap_audio_codec(enum AVCodecID id, int profile);
/* dolbyvision, hdr10, hlg, or NULL for SDR; static. */
const char *avmap_hdr(const AVStream *st);

#endif
