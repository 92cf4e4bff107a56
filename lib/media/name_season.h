/*
 * Seasons in names, for media/name_number.c: each matcher looks at the place 'at' of a lower-cased text
 * alone, sets n->season and returns how many bytes it took; 0: none.
 */
#ifndef MEDIA_NAME_SEASON_H
#define MEDIA_NAME_SEASON_H

#include <stdbool.h>
#include <stddef.h>

#include "media/name_number.h"

size_t season_sign(
	const char *low, size_t at, struct numbers *n); /* "s03", "s07d1"; "s0615" with its episode */
size_t season_counted(const char *low, size_t at, struct numbers *n); /* "3rd season", "第2季" */
size_t season_word(const char *low, size_t at, struct numbers *n);    /* "season 2", "saison vii" */

bool season_is_year(int v); /* whether it may be one: seasons that are called by their years */

#endif
