/* Words that are nearly others; see nearest.h. */
#include <stddef.h>
#include <string.h>

#include "core/nearest.h"

#define FARTHEST 3

/* Levenshtein's distance, for words of at most 31 letters; longer ones are far from everything. */
static size_t distance(const char *a, const char *b)
{
	size_t row[32], la = strlen(a), lb = strlen(b), i, j;

	if (la > 31 || lb > 31)
		return 32;
	for (j = 0; j <= lb; j++)
		row[j] = j;
	for (i = 1; i <= la; i++) {
		size_t diagonal = row[0], best;
		row[0] = i;
		for (j = 1; j <= lb; j++) {
			best = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
		}
	}
	return row[lb];
}

const char *nearest(const char *word, const char *const known[])
{
	size_t limit = strlen(word) / 2 < FARTHEST ? strlen(word) / 2 : FARTHEST, best = limit + 1, d;
	const char *found = NULL;

	for (; *known; known++) {
		d = distance(word, *known);
		if (d < best) {
			best = d;
			found = *known;
		}
	}
	return found;
}
