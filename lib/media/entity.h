/* The four kinds of item, by the words that records and tables use. */
#ifndef MEDIA_ENTITY_H
#define MEDIA_ENTITY_H

enum entity { ENTITY_MOVIE, ENTITY_SERIES, ENTITY_SEASON, ENTITY_EPISODE };
#define ENTITY_COUNT 4

/* How the files of an item are named: "movie.nfo" and "poster.jpg", or after the video's name without its
 * ending. */
enum naming { NAMING_UNKNOWN, NAMING_SHORT, NAMING_LONG };

const char *entity_name(enum entity e);	      /* movie, series, season, episode */
int entity_by_name(const char *name);	      /* -1: no such kind */
const char *naming_name(enum naming n);	      /* short, long; NULL for NAMING_UNKNOWN */
enum naming naming_by_name(const char *name); /* NAMING_UNKNOWN for NULL and for other words */

#endif
