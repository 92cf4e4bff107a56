/*
 * Small steps along a lower-cased text, for the matchers in media/name_number.c and media/name_date.c: each
 * moves *p behind what it took, or leaves it.
 */
#ifndef MEDIA_NAME_EAT_H
#define MEDIA_NAME_EAT_H

#include <stdbool.h>
#include <stddef.h>

static inline bool eat_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters are a to z and every byte beyond ASCII. */
static inline bool eat_is_alnum(char c)
{
	return eat_is_digit(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static inline bool eat_word_starts(const char *low, size_t at)
{
	return at == 0 || !eat_is_alnum(low[at - 1]);
}

/* 'min' to 'max' digits (at most 9) and no more behind: their value; -1: none. */
int eat_number(const char **p, size_t min, size_t max);
/* Bytes of 'set', when there are at most 'max'. */
void eat_gap(const char **p, const char *set, size_t max);
/* The longest of the words (the list ends with NULL) that the text begins with. */
bool eat_word(const char **p, const char *const *words);

#endif
