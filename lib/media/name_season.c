/* Seasons without an episode beside them; see name_season.h. */
#include <string.h>

#include "media/name_count.h"
#include "media/name_eat.h"
#include "media/name_more.h"
#include "media/name_season.h"

bool season_is_year(int v)
{
	return v >= 1900 && v <= 2099;
}

/* "series 2" is a season as a folder's whole name and behind a dash or before " - 03"; elsewhere it is more
 * often a title's. */
static bool is_british_season(const char *low, size_t at, const char *behind)
{
	return (at == 0 && !*behind) || (at > 2 && low[at - 2] == '-') ||
	       (!strncmp(behind, " - ", 3) && eat_is_digit(behind[3]));
}

/* "season 2", "saison vii", "temporada1" */
size_t season_word(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;

	if (!eat_word_starts(low, at) || !eat_word(&p, count_season_words) || p == low + at + 1)
		return 0;
	if (at > 6 && !strncmp(low + at - 6, "final", 5)) /* "The Final Season - 03": the title's */
		return 0;
	eat_gap(&p, " ._-:", 3);
	n->season = count_ordinal(&p, false);
	if (n->season > 99 && !season_is_year(n->season))
		return 0;
	if (!strncmp(low + at, "series", 6) && !is_british_season(low, at, p))
		return 0;
	if (!strncmp(p, " to ", 4) && eat_is_digit(p[4])) /* the first of several */
		p += 4 + strspn(p + 4, "0123456789");
	return n->season >= 0 && !eat_is_alnum(*p) ? (size_t)(p - low) - at : 0;
}

/* "3rd season", "第2季" */
size_t season_counted(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;

	n->season = count_season(&p, low);
	return n->season >= 0 ? (size_t)(p - low) - at : 0;
}

/* "s03", "s4", "s01-s03" (the first), "s07d1" (a disc), "s01extras", "s0615" */
size_t season_sign(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at + 1;
	size_t digits = strspn(p, "0123456789");

	if (!eat_word_starts(low, at) || low[at] != 's' || digits < 1 ||
		(n->season = eat_number(&p, 1, 4)) < 0)
		return 0;
	if (digits == 4 && !season_is_year(n->season)) {
		more_add(n, n->season % 100);
		n->season /= 100;
	}
	if (*p == 'd' && eat_is_digit(p[1]))
		p += 1 + strspn(p + 1, "0123456789");
	if (*p == '-' && !n->nepisodes) {
		const char *to = p + 1 + (p[1] == 's');
		if (eat_number(&to, 1, 2) > n->season)
			p = to;
	}
	return !eat_is_alnum(*p) || !strncmp(p, "extra", 5) ? (size_t)(p - low) - at : 0;
}
