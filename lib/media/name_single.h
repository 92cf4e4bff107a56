/*
 * Episodes' numbers that do not name the season with an 's' or an 'x', for media/name_number.c: each matcher
 * looks at the place 'at' of a lower-cased text alone, adds what it finds to *n and returns how many bytes it
 * took; 0: none.
 */
#ifndef MEDIA_NAME_SINGLE_H
#define MEDIA_NAME_SINGLE_H

#include "media/name_number.h"

size_t single_cap(const char *low, size_t at, struct numbers *n);     /* "cap.104", with its season */
size_t single_episode(const char *low, size_t at, struct numbers *n); /* "e05", "episode 12-13", "第13話" */
size_t single_of(const char *low, size_t at, struct numbers *n);      /* "3of6" */
size_t single_share(const char *low, size_t at, struct numbers *n);   /* "(3/6)" */
size_t single_dashed(const char *low, size_t at, struct numbers *n);  /* "4-13 title", with its season */
size_t single_set_off(const char *low, size_t at, struct numbers *n); /* " - 2.04 - ", the same */
size_t single_special(const char *low, size_t at, struct numbers *n); /* "sp01": season 0 */
size_t single_part(const char *low, size_t at, struct numbers *n);    /* "part 2", "pt.ii" */

#endif
