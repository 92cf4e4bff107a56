/* The kinds of item, by the words that records and tables use. */
#ifndef MEDIA_ENTITY_H
#define MEDIA_ENTITY_H

enum entity {
	ENTITY_MOVIE,
	ENTITY_SERIES,
	ENTITY_SEASON,
	ENTITY_EPISODE,
	ENTITY_COUNT,		   /* how many kinds have files of their own in a library */
	ENTITY_SET = ENTITY_COUNT, /* of films, in 'sets': what it says stands in their files */
};
#define ENTITY_ALL (ENTITY_SET + 1) /* how many kinds of item there are */

/* How the files of an item are named: "movie.nfo" and "poster.jpg", or after the video's name without its
 * ending. */
enum naming { NAMING_UNKNOWN, NAMING_SHORT, NAMING_LONG };

const char *entity_name(enum entity e);	      /* movie, series, season, episode; set */
int entity_by_name(const char *name);	      /* -1: no such word */
const char *naming_name(enum naming n);	      /* short, long; NULL for NAMING_UNKNOWN */
enum naming naming_by_name(const char *name); /* NAMING_UNKNOWN for NULL and for other words */

#endif
