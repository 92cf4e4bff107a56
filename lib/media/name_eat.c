/* Steps along a text; see name_eat.h. */
#include <string.h>

#include "media/name_eat.h"

bool eat_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool eat_is_alnum(char c)
{
	return eat_is_digit(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

bool eat_word_starts(const char *low, size_t at)
{
	return at == 0 || !eat_is_alnum(low[at - 1]);
}

int eat_number(const char **p, size_t min, size_t max)
{
	size_t n = strspn(*p, "0123456789");
	int value = 0;

	if (n < min || n > max)
		return -1;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + ((*p)[i] - '0');
	*p += n;
	return value;
}

void eat_gap(const char **p, const char *set, size_t max)
{
	size_t n = strspn(*p, set);

	if (n <= max)
		*p += n;
}

bool eat_word(const char **p, const char *const *words)
{
	size_t best = 0;

	for (; *words; words++) {
		size_t n = **words == **p ? strlen(*words) : 0;
		if (n > best && !strncmp(*p, *words, n))
			best = n;
	}
	*p += best;
	return best > 0;
}
