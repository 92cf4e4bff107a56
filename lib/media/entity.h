/* The four kinds of item, and what else has pictures, by the words that records and tables use. */
#ifndef MEDIA_ENTITY_H
#define MEDIA_ENTITY_H

enum entity {
	ENTITY_MOVIE,
	ENTITY_SERIES,
	ENTITY_SEASON,
	ENTITY_EPISODE,
	ENTITY_COUNT,		   /* how many kinds of item there are; what follows is none */
	ENTITY_SET = ENTITY_COUNT, /* of films, in 'sets' */
};

/* How the files of an item are named: "movie.nfo" and "poster.jpg", or after the video's name without its
 * ending. */
enum naming { NAMING_UNKNOWN, NAMING_SHORT, NAMING_LONG };

const char *entity_name(enum entity e);	      /* movie, series, season, episode; set */
int entity_by_name(const char *name);	      /* -1: no such word */
int item_kind_by_name(const char *name);      /* an entity below ENTITY_COUNT; -1: no kind of item */
const char *naming_name(enum naming n);	      /* short, long; NULL for NAMING_UNKNOWN */
enum naming naming_by_name(const char *name); /* NAMING_UNKNOWN for NULL and for other words */

#endif
