/* Numbers and the words that say what they count: "season 2", "2 сезон", "第十二集"; used by
 * media/name_number.c and name_bare.c alone. Texts are lower case (ASCII). */
#ifndef MEDIA_NAME_COUNT_H
#define MEDIA_NAME_COUNT_H

#include <stdbool.h>
#include <stddef.h>

/* In front of a number, with their signs "s" and "e". */
extern const char *const count_season_words[];
extern const char *const count_episode_words[];

/* The number at *p, which stands behind a word: "12", and behind a gap "ii", "three", not the x of "sex";
 * when it may be 'tight' also that of "parttwo". -1: none. */
int count_ordinal(const char **p, bool tight);

/*
 * A number with its word behind it, of which *p is moved behind: "2 сезон", "第十二季", "3rd season",
 * "second season", "1. Staffel"; of episodes also "1-8 серии", whose last number is *to, else the same. -1:
 * none.
 */
int count_season(const char **p, const char *low);
int count_episode(const char **p, const char *low, int *to);

/* Whether the number that stands at 'at' counts no episodes, by the word in front of it: "season", "disc". */
bool count_is_other(const char *low, size_t at);

#endif
