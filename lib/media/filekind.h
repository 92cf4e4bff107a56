/*
 * What an entry of a library's folder is, by its name alone: what a scan reads, passes by, or does not know.
 * Names are compared without case, as players do. Jellyfin's and Kodi's rules are joined: what either of them
 * hides is no item here.
 */
#ifndef MEDIA_FILEKIND_H
#define MEDIA_FILEKIND_H

#include <stdbool.h>

enum file_kind {
	FILE_UNKNOWN, /* goes into unknown_files */
	FILE_VIDEO,
	FILE_NFO,
	FILE_PICTURE, /* media/artname.h says which */
	FILE_SUBTITLE,
	FILE_THEME,   /* theme.mp3: music of a show */
	FILE_TRAILER, /* a video: <base>-trailer.mkv, movie-trailer.mkv, trailer.mkv */
	FILE_EXTRA,   /* a video with another extra suffix: -behindthescenes, -deleted … */
	FILE_SAMPLE,  /* a video: "sample" between separators */
	FILE_MARKER,  /* .nomedia, .ignore, .plexignore: see media/ignore.h */
	FILE_PARTIAL, /* a download on its way: .part, .!qB, .crdownload */
	FILE_HIDDEN,  /* names that begin with a dot */
	FILE_CLUTTER, /* Thumbs.db, desktop.ini, Icon\r: no one's file */
	FILE_TEMP,    /* ours: .metarr-*.tmp */
};

enum dir_kind {
	DIR_PLAIN,  /* may hold items */
	DIR_EXTRAS, /* behind the scenes, featurettes … : its videos are extras of the folder above */
	DIR_TRAILERS,
	DIR_SAMPLE,
	DIR_SUBTITLES, /* subs, subtitles */
	DIR_ACTORS,    /* .actors */
	DIR_FANART,    /* extrafanart: every picture is fanart */
	DIR_THUMBS,    /* extrathumbs: read by nobody today */
	DIR_DVD,       /* VIDEO_TS: the folder above is one film */
	DIR_BLURAY,    /* BDMV: the same */
	DIR_PART,      /* cd1, disc 2: parts of the folder above */
	DIR_HIDDEN,    /* other names that begin with a dot */
	DIR_CLUTTER,   /* @eaDir, #recycle, lost+found, $RECYCLE.BIN …: never entered */
};

/* 'name' is one component, no path. */
enum file_kind file_kind(const char *name);
/* 'in_item': the folder above holds an item. Only there are words like "scenes", "other", "shorts",
 * "trailers" or "extras" more than a title. */
enum dir_kind dir_kind(const char *name, bool in_item);

/* The word of a kind for people and records: "video", "extra", "clutter" … Borrowed. */
const char *file_kind_name(enum file_kind kind);

/* The extension without its dot, as written; "" when there is none (no dot, only one in front, over 10
 * bytes). */
const char *file_ext(const char *name);

/* The extra's suffix in a video's name ("-trailer" in "Movie-trailer.mkv"): its length in bytes with its
 * separator, before the extension; 0: none. */
unsigned file_extra_suffix(const char *name);

#endif
