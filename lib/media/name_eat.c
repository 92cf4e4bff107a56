/* Steps along a text; see name_eat.h. */
#include <string.h>

#include "media/name_eat.h"

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
		size_t n = 0;
		while ((*words)[n] && (*words)[n] == (*p)[n])
			n++;
		if (n > best && !(*words)[n])
			best = n;
	}
	*p += best;
	return best > 0;
}
