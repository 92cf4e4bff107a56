/*
 * Reading NFO files: the best reading possible of any bytes.
 *
 * Our own tokenizer (nfo_xml.h) divides the text, so that what follows a broken element is still read:
 * unescaped
 * '&' and '<', unclosed and misnamed tags, truncation, several roots with or without a wrapper, URLs before
 * and after the XML, any charset (nfo_text.h). Entities are never loaded; a DTD is skipped. Values are read
 * by the rules of Kodi, where Jellyfin's add to them, theirs too; numbers that say nothing (year 0, rating 0,
 * display season -1) are read as not known.
 */
#ifndef MEDIA_NFO_H
#define MEDIA_NFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "media/entity.h"
#include "media/meta.h"
#include "media/streams.h"

#define NFO_MAX_SIZE (8 * 1024 * 1024) /* bytes of a file; a long series with every picture has 0.1 MB */
#define NFO_MAX_ROOTS 256	       /* items of one file; further ones are left out, with a warning */

enum nfo_root {
	NFO_MOVIE,   /* <movie> */
	NFO_TVSHOW,  /* <tvshow> */
	NFO_SEASON,  /* <season>, Jellyfin's */
	NFO_EPISODE, /* <episodedetails>, one for each episode of the file */
	NFO_URL,     /* no XML, only addresses: meta has the ids that they name */
	NFO_OTHER,   /* another element (read all the same), or a text that holds nothing for us */
};

/* The program that wrote the file, where its shape tells. A person's file is NFO_BY_UNKNOWN. */
enum nfo_maker {
	NFO_BY_UNKNOWN,
	NFO_BY_KODI,
	NFO_BY_RADARR,
	NFO_BY_SONARR,
	NFO_BY_JELLYFIN,
	NFO_BY_TINYMEDIAMANAGER,
	NFO_BY_MEDIAELCH,
};

struct nfo_locks {
	bool item;	 /* <lockdata>true</lockdata> */
	uint64_t fields; /* MF_BITs of <lockedfields> */
};

struct nfo_art {
	char *type;    /* poster, fanart, clearlogo, …; "poster" or "thumb" where the file names none */
	char *url;     /* as in the file: a URL, or a file's name */
	char *preview; /* URL of a small one; may be NULL */
	int season;    /* of a series: the season that it is for, 0 specials; -1: of the item itself */
};

struct nfo_item {
	enum nfo_root root;
	struct meta meta;
	struct streams streams; /* <fileinfo>, its words brought to Kodi's; meaningful with has_streams */
	bool has_streams;	/* it names at least a codec, a size, a duration or a language */
	struct nfo_locks locks;
	struct nfo_art *art; /* in the order of the file */
	size_t nart, aart;
	size_t line; /* where the root begins, from 1 */
	bool torn;   /* its end tag is missing: the file was cut off, or never had it */
};

struct nfo_warning {
	size_t line; /* from 1 */
	char *text;  /* one sentence, lower case */
};

struct nfo {
	struct nfo_item *item; /* at least one after nfo_read() */
	size_t n, aitem;
	enum nfo_maker maker;
	char *url; /* the first address outside the XML, or NULL */
	struct nfo_warning *warning;
	size_t nwarning, awarning;
};

#define NFO_INIT                                                                                             \
	{                                                                                                    \
		0                                                                                            \
	}

/* Reads a whole file. -1 only for a text over NFO_MAX_SIZE (ERR_TOO_LONG). What 'nfo' held is released first.
 */
int nfo_read(struct nfo *nfo, const char *bytes, size_t len, struct error *err);
void nfo_release(struct nfo *nfo);

const char *nfo_root_name(enum nfo_root root);	  /* "movie", …, "episodedetails", "url", "other" */
enum nfo_root nfo_root_of(enum entity item);	  /* of an item of that kind */
const char *nfo_maker_name(enum nfo_maker maker); /* "radarr", …; NULL for NFO_BY_UNKNOWN */

/* Jellyfin's word for a field in <lockedfields> ("Overview"), or NULL where it has none. */
const char *nfo_lock_name(enum meta_field f);

/* The ids in an address of TMDB, IMDb or TheTVDB, added to 'm'. True when there was one. */
bool nfo_url_ids(struct meta *m, const char *url, size_t len);

#endif
