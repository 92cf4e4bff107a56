/*
 * The films of one folder, by the names of its files alone: which videos are films, parts or versions, and
 * which NFO, pictures and subtitles are whose.
 *
 *   one film in a folder of its own   movie.nfo, <base>.nfo or the only NFO; poster.jpg and <base>-poster.jpg
 *   versions of one film (each file's name begins with the folder's)   <base>… first, else what they share
 *   several films, or the library's root   <base>… alone
 *   VIDEO_TS, BDMV   one film named after the folder; its NFO may lie inside
 *   cd1, cd2; "-cd1", "-cd2"   one film; <base> is the name without the part
 */
#ifndef SCAN_FILM_H
#define SCAN_FILM_H

#include <stdbool.h>
#include <stddef.h>

#include "media/artname.h"
#include "media/entity.h"
#include "scan/folder.h"

#define FILM_NONE ((size_t)-1) /* no file; no film */

struct film_picture {
	size_t file;
	char type[ART_TYPE_MAX + 1]; /* "" while only its pixels can tell (folder.jpg) */
	int index;		     /* fanart1.jpg: 1 */
	int rank;		     /* of one type and index the smallest is shown */
	bool shown;		     /* film_choose_pictures() */
	bool extra;		     /* of extrafanart/: never shown */
};

struct film {
	size_t *part; /* its videos: the parts of a stack in order, or one; of a disc its index file */
	size_t nparts;
	char *base;  /* what its files are named after */
	char *label; /* of a version; NULL: none */
	bool disc;
	bool alone;   /* no other film in the folder, which is not the library's root: short names are its */
	size_t nfo;   /* FILM_NONE: none */
	bool nfo_any; /* it is the folder's only NFO, of another name: to be believed if it holds a film */
	enum naming naming; /* of its NFO; in a folder of several films always NAMING_LONG */
	struct film_picture *picture;
	size_t npictures, apictures;
	size_t *subtitle;
	size_t nsubtitles, asubtitles;
};

struct films {
	struct film *item;
	size_t n, alloc;
	size_t *owner; /* for each file of the folder: a film, or FILM_NONE */
	bool *unknown; /* for each file: nobody knows what it is for */
	bool shared;   /* they are versions of one film, and share files */
};

/* Replaces *films; the folder is sorted. 'named' is what the folder is called (of the library's root: the
 * library's folder). */
void films_find(struct films *films, const struct folder *f, const char *named);
void films_release(struct films *films);

/* Decides which pictures players show: of each type and index the one of the smallest rank. Those whose type
 * is "" are left out. */
void film_choose_pictures(struct film *film);

/* What a subtitle's name says behind the film's: a language as Kodi writes it (NULL: none; borrowed until the
 * next call), and whether it is forced, or the default. */
const char *film_subtitle(const char *name, const char *base, bool *forced, bool *is_default);

#endif
