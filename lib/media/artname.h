/*
 * Artwork file names, both ways: which kind a file in the library is, and what a kind's file is called.
 *
 * Kodi 20 as observed comes first (any type of letters and digits, <base>-TYPE before TYPE); names that only
 * Jellyfin, Emby or Plex know are aliases of Kodi's types. Season artwork lies in the show's folder.
 */
#ifndef MEDIA_ARTNAME_H
#define MEDIA_ARTNAME_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

#define ART_TYPE_MAX 25 /* letters and digits of a type; Kodi passes longer names by */

/* The types that players show. Any other [a-z0-9]+ is a type too, as Kodi takes it. */
#define ART_POSTER "poster"
#define ART_FANART "fanart"
#define ART_BANNER "banner"
#define ART_CLEARLOGO "clearlogo"
#define ART_CLEARART "clearart"
#define ART_DISCART "discart"
#define ART_LANDSCAPE "landscape"
#define ART_KEYART "keyart"
#define ART_CHARACTERART "characterart"
#define ART_THUMB "thumb"

enum art_owner { /* whose folder the file lies in */
	ART_MOVIE,
	ART_SERIES,  /* the show's folder: its own artwork and its seasons' */
	ART_SEASON,  /* a season's folder; Kodi reads nothing there */
	ART_EPISODE, /* beside an episode: only names with its base */
	ART_SET,     /* a set's folder in the sets folder: short names only */
};

enum art_naming {
	ART_SHORT, /* poster.jpg */
	ART_LONG,  /* <base>-poster.jpg */
};

#define ART_NO_SEASON (-1)
#define ART_ALL_SEASONS (-2) /* season-all-poster.jpg */

struct artname {
	char type[ART_TYPE_MAX + 1]; /* lower case; a known type without its number */
	int index;		     /* 0: poster.jpg, fanart.jpg; 1: fanart1.jpg … */
	int season;		     /* ART_NO_SEASON, ART_ALL_SEASONS, 0 specials, or the number */
	enum art_naming naming;
	bool known;	/* one of the types above */
	bool alias;	/* not a name that Kodi takes for this type: backdrop.jpg, season3-poster.jpg */
	bool actor;	/* artname_read_actor() */
	bool by_pixels; /* folder.jpg: the caller looks at the picture, see artname_by_pixels */
	int rank;	/* of several files of one type, index and season the smallest wins */
};

/*
 * Reads a picture's file name (no folder). 'base' is the video's name without extension (for a stack the
 * stacked title, for a disc folder the folder's name), compared byte for byte; NULL for shows, seasons and
 * sets. Returns true and fills *out, or false: no picture, or no artwork of this owner (*out is untouched).
 */
bool artname_read(const char *file, const char *base, enum art_owner owner, struct artname *out);

/* Reads the name of a file in .actors: an actor's picture, of the name in front of its ending. */
bool artname_read_actor(const char *file, struct artname *out);

/*
 * The kind of a picture, which is what its candidate goes by (asset_type) and what one picture is chosen of:
 *
 *   poster              a type: the item's own
 *   season-all-poster   of a series: what Kodi shows for all of its seasons
 *   actor/Tom_Doe       an actor of the item: the name as its file in .actors has it (artname_actor)
 *
 * Neither '-' nor '/' is in a type: no picture beside an item is of another's kind.
 */
#define ART_ALL_KIND "season-all-"
#define ART_ACTOR_KIND "actor/"
/* Appends the kind of a file of that name; 'file' is looked at for an actor's. */
void artname_kind(const struct artname *art, const char *file, struct strbuf *out);
/* Sets type and season of *out, which was zero, to what a kind says. False: it is an actor's. */
bool artname_read_kind(const char *kind, struct artname *out);
/* The name in an actor's kind (borrowed from it); NULL: it is another kind. */
const char *artname_kind_actor(const char *kind);

/* What a folder.jpg is by its size in pixels, by Kodi's rule: poster, banner or thumb. Borrowed. */
const char *artname_by_pixels(unsigned width, unsigned height);

/*
 * Appends the file name of 'art' (type, index, season, naming); 'ext' without its dot. 'base' is needed for
 * ART_LONG. 0, or -1: no legal name (type not [a-z0-9]+, or over 255 bytes); nothing is appended then.
 */
int artname_write(struct strbuf *out, const struct artname *art, const char *base, const char *ext);

/* Alpha types get "png", the others "jpg"; what Metarr calls a file that it writes. Borrowed. */
const char *artname_ext(const char *type);

/* Appends an actor's file name in .actors: spaces become underscores, nothing else changes. -1: a name that
 * Kodi can never find ('/', '\', NUL length, over 255 bytes with the extension). */
int artname_actor(struct strbuf *out, const char *person, const char *ext);
/* Appends the folder of a set in the sets folder, made legal by Kodi's rule. -1: nothing is left of the name.
 */
int artname_set_folder(struct strbuf *out, const char *set_name);

#endif
