/* Steps over the numbers of a file with several episodes; see name_more.h. */
#include <string.h>

#include "media/name_count.h"
#include "media/name_eat.h"
#include "media/name_more.h"

static bool is_letter(char c)
{
	return eat_is_alnum(c) && !eat_is_digit(c);
}

void more_add(struct numbers *n, int episode)
{
	if (n->nepisodes < NAME_MAX_EPISODES)
		n->episodes[n->nepisodes++] = episode;
}

bool more_suffix(const char **p)
{
	const char *s = *p;

	if (*s == 'v' && eat_is_digit(s[1]))
		s += 2;
	else if (*s >= 'a' && *s <= 'd' && !eat_is_alnum(s[1]))
		s++;
	if (is_letter(*s) && *s != 'e' && *s != 'x' && *s != 's')
		return false;
	*p = s;
	return true;
}

int more_number(const char **p, bool word)
{
	int v = eat_number(p, 1, 5);
	size_t len;

	if (v < 0 && word && (v = count_ordinal(*p, &len)) >= 0)
		*p += len;
	return v;
}

/* The season again, in front of one more episode: "s03" of "e01.s03e02", "2x" of "2x03-2x04". False: another
 * season. */
static bool eat_season_again(const char **p, int season)
{
	const char *s = *p + (**p == 's');
	int again = eat_number(&s, 1, 4);

	s += again >= 0 && *s == '.';
	if (again < 0 || (*s != 'e' && *s != 'x'))
		return true;
	*p = s;
	return again == season;
}

/* "and", "to" with a space on both sides. */
static bool eat_joiner(const char **p, const char *const *words)
{
	const char *s = *p;

	if (!strchr(" .", s[-1]) || !eat_word(&s, words) || !strchr(" .", *s))
		return false;
	*p = s;
	return *s != '\0';
}

/*
 * One more episode behind the ones read: "e02", "-e03", " - s01e03", "x04", ".e02", and without a mark "-03",
 * "+02", " and 5", " to 12", " 02". A '-' in front of a larger number is a range, as for Kodi 22, Jellyfin
 * and Sonarr.
 */
static bool eat_more(const char **p, struct numbers *n)
{
	static const char *const words[] = {"and", "en", "et", "und", "y", NULL};
	static const char *const until[] = {"to", "bis", "a", "al", "thru", NULL};
	static const char *const marks[] = {"e", "ep", NULL};
	int last = n->episodes[n->nepisodes - 1], next;
	const char *s = *p;
	char joiner = '\0';
	bool tight, marked, range;

	if (*s == '_' && eat_is_digit(s[1])) /* "8x01_02" */
		joiner = *s++;
	eat_gap(&s, " ._", 3);
	if (*s && strchr("-~+&,", *s))
		joiner = *s++;
	else if (eat_joiner(&s, words))
		joiner = 'w';
	else if (eat_joiner(&s, until))
		joiner = 't';
	eat_gap(&s, " .", 2);
	tight = s == *p + 1;
	range = joiner == '-' || joiner == '~' || joiner == 't';
	if (!eat_season_again(&s, n->season))
		return false;
	marked = eat_word(&s, marks);
	if (!marked && *s == 'x' && strspn(s + 1, "0123456789") <= 2) { /* not x264 */
		marked = true;
		s++;
	}
	if (!marked && !joiner && tight && *s == '0') /* "e01 02 03" */
		joiner = ' ';
	if (!marked && (range ? !tight && joiner != 't' : !joiner || joiner == ','))
		return false;
	next = eat_number(&s, 1, marked ? 5 : 3);
	if (next < 0 || !more_suffix(&s))
		return false;
	if (!marked &&
		(next <= last || next - last >= (joiner && strchr("w_ ", joiner) ? 2 : NAME_MAX_EPISODES)))
		return false;
	while (range && next - last < NAME_MAX_EPISODES && ++last < next)
		more_add(n, last);
	more_add(n, next);
	*p = s;
	return true;
}

void more_eat(const char **p, struct numbers *n)
{
	while (eat_more(p, n))
		;
}
