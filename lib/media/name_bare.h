/* Numbers that stand alone in an episode's name; used by media/name_read.c alone. */
#ifndef MEDIA_NAME_BARE_H
#define MEDIA_NAME_BARE_H

#include "media/name_number.h"
#include "media/name_scan.h"

struct bare {
	const struct word *first, *last; /* two words for a range, else the same */
	int from, to;			 /* -1: none was found */
	size_t digits;			 /* of the first */
	int score;			 /* BARE_SURE and more: nothing else is it */
};
#define BARE_SURE 4

/*
 * The number that looks most like the episode's: "Show - 045", "show.103.hdtv", "[Show][02]", "01-12",
 * "103.104". Below a season's folder ('folder_season', else -1) also in front, "01 - Pilot", and tight behind
 * letters, "sn203". What stands behind 'tags_at', or in the date or season, is none.
 */
struct bare bare_find(const struct scan *s, const struct numbers *n, size_t tags_at, int folder_season);

/*
 * What it means: in a season that is known ('season', else -1) an episode, where "203" may repeat the season;
 * else season and episode when it has three or four digits ("103", or five: "10708"), and an absolute number
 * behind a group's name, with a zero in front, or below 100. 'absolute' becomes the number when it is one or
 * may be.
 */
void bare_take(const struct scan *s, const struct bare *b, int season, struct numbers *n, int *absolute);

#endif
