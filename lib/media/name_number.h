/*
 * The numbers in one component of a name: season and episodes, dates, parts. Used by media/name.c alone.
 * All texts are lower case (ASCII) and end with a NUL.
 */
#ifndef MEDIA_NAME_NUMBER_H
#define MEDIA_NAME_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "media/name.h"
#include "media/name_date.h"

/* What the numbers of one component say. */
struct numbers {
	int season; /* -1: not known */
	int episodes[NAME_MAX_EPISODES];
	int nepisodes;
	char date[11];
	struct span at_season, at_episode, at_date;
};

/* Finds the season and episodes ("s01e02", "2x03-04", "season 1 episode 2", "cap.104", "ep 5", "3of6"), and
 * the date. */
void name_numbers(const char *low, struct numbers *out);
/* Where "s01e02" or "season 1 episode 2" stands. */
bool name_marker(const char *low, struct span *where);
/* "part 2", "pt. ii": the episode of a short series, or a film's second part. False: none. */
bool name_part_number(const char *low, struct numbers *out);

#endif
