/*
 * What was found for an item in a folder, by the names of the files alone: its videos, NFO, pictures and
 * subtitles. film.h finds films, show.h a series with its seasons and episodes.
 */
#ifndef SCAN_FOUND_H
#define SCAN_FOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"
#include "media/artname.h"
#include "media/entity.h"

#define NO_FILE ((size_t)-1) /* no file; no item */

struct found_picture {
	size_t file;
	char *kind; /* artname_kind(); NULL while only its pixels can tell (folder.jpg) */
	int index;  /* fanart1.jpg: 1 */
	int rank;   /* of one kind and index the smallest is shown */
	bool shown; /* found_choose_pictures() */
	bool extra; /* of extrafanart/: never shown */
};

struct found {
	enum entity type;
	size_t *part; /* its videos: the parts of a stack in order, or one; of a disc its index file; none of
			 a series or season */
	size_t nparts;
	char *base;  /* what its files are named after; NULL of a series or season */
	char *label; /* of a version; NULL: none */
	bool disc;
	bool alone;   /* no other film in the folder, which is not the library's root: short names are its */
	bool apart;   /* nothing but its own files tells about it: while they stay, it is not read again */
	size_t nfo;   /* NO_FILE: none */
	bool nfo_any; /* it is the folder's only NFO, of another name: to be believed if it holds a film */
	enum naming naming; /* of its NFO; in a folder of several films always NAMING_LONG */
	struct found_picture *picture;
	size_t npictures, apictures;
	size_t *subtitle;
	size_t nsubtitles, asubtitles;
	/* of seasons and episodes */
	int season, episode; /* -1: not known; episode of a season: -1 */
	char date[11];	     /* of an episode that is named by its date, YYYY-MM-DD; else "" */
	bool by_name;	     /* the numbers are in the file's name, which wins over the NFO; else they are */
	bool by_nfo;	     /* the NFO's; else they are a guess from the date or an absolute number */
	bool recalled;	     /* they are its row's, and by_nfo is not known: show_numbers */
	char *dir;	     /* a season's folder, relative to the show's ("": that itself) */
	size_t twin;	     /* the first episode of the same file; NO_FILE: this is the first */
};

struct finds {
	struct found *item;
	size_t n, alloc;
	size_t *owner; /* for each file of the folder: an item, or NO_FILE */
	bool *unknown; /* for each file: nobody knows what it is for */
	bool shared;   /* they are versions of one film, and share files */
};

/* Which items a file is named after. */
struct bases {
	struct strbuf names; /* each with a NUL */
	struct base {
		size_t name, item;
	} * item;
	size_t n, alloc;
};
#define BASES_INIT                                                                                           \
	{                                                                                                    \
		STRBUF_INIT, NULL, 0, 0                                                                      \
	}
/* An item whose files begin with 'base' in 'dir' (relative to the folder, "" or ending with '/'). */
void bases_add(struct bases *b, const char *dir, const char *base, size_t item);
void bases_sort(struct bases *b);
void bases_release(struct bases *b);
/* The first base that 'name' (without extension) is, or goes on behind at a separator, the longest one wins;
 * how many follow with the same one in *n, 0: none. */
size_t bases_find(const struct bases *b, const char *name, size_t *n);

/* Releases what 'finds' held, and makes room for a folder of 'nfiles' that nobody owns. */
void finds_reset(struct finds *finds, size_t nfiles);
void finds_release(struct finds *finds);
/* A new item at the end. Borrowed until the next one is added. */
struct found *finds_add(struct finds *finds, enum entity type);

/* Which one it is of the episodes of its file, from 0. */
size_t finds_nth(const struct finds *finds, const struct found *found);

void found_add_part(struct found *found, size_t file);
void found_add_subtitle(struct found *found, size_t file);
/* 'name' is the file's. */
void found_add_picture(struct found *found, size_t file, const char *name, const struct artname *art);

/* Reads the name of a picture in the .actors of the item's folder (".actors/Tom_Doe.jpg"): players look no
 * deeper. */
bool found_read_actor(const char *name, struct artname *out);

/* Decides which pictures players show: of each kind and index the one of the smallest rank. Those without a
 * kind are left out. */
void found_choose_pictures(struct found *found);

/* What a subtitle's name says behind the video's: a language as Kodi writes it (NULL: none; borrowed until
 * the next call), and whether it is forced, or the default. */
const char *found_subtitle(const char *name, const char *base, bool *forced, bool *is_default);

#endif
