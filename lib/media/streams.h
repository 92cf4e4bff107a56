/*
 * Stream details of one video, in Kodi's words (codec names, hdr types, 3-letter ISO 639-2/B languages).
 * metarr-probe fills one through libavformat (media/probe.h); everybody else reads its JSON line through
 * here.
 */
#ifndef MEDIA_STREAMS_H
#define MEDIA_STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct video_stream {
	char *codec;	   /* h264, hevc, av1, mpeg2video, … */
	char *hdr_type;	   /* dolbyvision, hdr10, hlg; NULL: SDR */
	char *color_space; /* bt709, bt2020nc, …; may be NULL */
	char *stereo_mode; /* left_right, …; NULL: 2D */
	char *language;	   /* may be NULL */
	int width, height; /* pixels as coded; a quarter turn swaps them */
	double aspect;	   /* display aspect ratio, 6 decimals mean something; 0: not known */
	double framerate;  /* frames a second; 0: not known */
	int64_t bitrate;   /* bits a second; 0: not known */
};

struct audio_stream {
	char *codec;				 /* dca, dtshd_ma, truehd, eac3, aac, … */
	char *language, *channel_layout, *title; /* may be NULL */
	int stream_index, channels;
	bool is_default, is_forced;
};

struct subtitle_stream {
	char *codec, *language; /* may be NULL */
	char *file_path;	/* a sidecar's path; NULL: inside the video */
	bool is_default, is_forced;
};

struct streams {
	double duration; /* seconds; 0: not known */
	struct video_stream *video;
	size_t nvideo, avideo;
	struct audio_stream *audio;
	size_t naudio, aaudio;
	struct subtitle_stream *subtitle;
	size_t nsubtitle, asubtitle;
};

#define STREAMS_INIT                                                                                         \
	{                                                                                                    \
		0                                                                                            \
	}

/* No video is bigger; what a record says beyond these is not taken over. */
#define STREAMS_MAX 256		 /* of each kind */
#define STREAMS_MAX_SIDE 65535	 /* pixels */
#define STREAMS_MAX_CHANNELS 255 /* of one audio stream */

void streams_release(struct streams *s); /* frees; usable again as if initialised */
/* A new stream at the end, everything unknown. Borrowed until the next one is added. */
struct video_stream *streams_add_video(struct streams *s);
struct audio_stream *streams_add_audio(struct streams *s);
struct subtitle_stream *streams_add_subtitle(struct streams *s);

/* Reads the JSON line that metarr-probe prints: {"path":…,"duration_seconds":…,"video":[…],"audio":[…],
 * "subtitle":[…]}; *s is released first. Its "error" member, if there is one, becomes *err. 0 or -1. */
int streams_from_json(struct streams *s, const char *json, size_t len, struct error *err);
/* Appends the members "duration_seconds", "video", "audio", "subtitle" through the writer. */
struct jsonw;
void streams_to_json(const struct streams *s, struct jsonw *w);
/* Sets the same members of a record. */
struct record;
void streams_to_record(const struct streams *s, struct record *r);

#endif
