/*
 * Episodes' numbers, one and more, for the matchers in media/name_number.c: each moves *p behind what it
 * took, or leaves it.
 */
#ifndef MEDIA_NAME_MORE_H
#define MEDIA_NAME_MORE_H

#include "media/name_number.h"

/* An episode's number, or -1; behind a word, which is no sign, and a gap also "three": not in "capone". */
int more_number(const char **p, bool word);
/* Behind an episode's number: "a" of 1x01a, "v2". False: the word goes on, so it was no number. */
bool more_suffix(const char **p);
/* The further episodes behind the last of n's: "e02", "-e03", "x04", "-05" … */
void more_eat(const char **p, struct numbers *n);

void more_add(struct numbers *n, int episode); /* beyond NAME_MAX_EPISODES nothing */

#endif
