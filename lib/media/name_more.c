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
	if (is_letter(*s) && *s != 'e' && *s != 'x' && *s != 's' && (strncmp(s, "to", 2) || is_letter(s[2])))
		return false;
	*p = s;
	return true;
}

int more_number(const char **p, bool word)
{
	int v = eat_number(p, 1, 5);

	return v < 0 && word ? count_ordinal(p, false) : v;
}

/* The season again, in front of one more episode: "s03" of "e01.s03e02", "s03.ep02", "2x" of "2x03-2x04", not
 * "3.e is for ember" and "3.x265". False: another season. */
static bool eat_season_again(const char **p, int season)
{
	const char *s = *p + (**p == 's'), *mark;
	int again = eat_number(&s, 1, 4);

	s += again >= 0 && *s == '.' && s[1] == 'e';
	mark = s + 1 + (*s == 'e' && s[1] == 'p');
	if (again < 0 || (*s != 'e' && *s != 'x') || !eat_is_digit(*mark))
		return true;
	*p = s;
	return again == season;
}

/* "and", "to" with a space on both sides, or a number: "07to09". */
static bool eat_joiner(const char **p, const char *const *words)
{
	const char *s = *p;
	bool tight = eat_is_digit(s[-1]);

	if ((!tight && !strchr(" ._", s[-1])) || !eat_word(&s, words) ||
		!(tight ? eat_is_digit(*s) || *s == 'e' : *s && strchr(" ._", *s)))
		return false;
	*p = s;
	return true;
}

/* What joins one more episode: one of "-~+&,_", 'w' for "and", 't' for "to"; NUL for nothing. */
static char eat_joint(const char **p)
{
	static const char *const words[] = {"and", "en", "et", "und", "y", NULL};
	static const char *const until[] = {"to", "bis", "a", "al", "thru", NULL};
	const char *s = *p;
	char joint = '\0';

	if (*s == '_' && eat_is_digit(s[1])) /* "8x01_02" */
		joint = *s++;
	eat_gap(&s, " ._", 3);
	if (*s && strchr("-~+&,", *s))
		joint = *s++;
	else if (eat_joiner(&s, words))
		joint = 'w';
	else if (eat_joiner(&s, until))
		joint = 't';
	eat_gap(&s, " ._", 2);
	*p = s;
	return joint;
}

enum mark {
	MARK_NONE,
	MARK_SIGN, /* "e", "ep", "x" */
	MARK_WORD, /* "episode", of which titles begin, too */
};

static enum mark eat_mark(const char **p)
{
	static const char *const signs[] = {"e", "ep", NULL};
	const char *s = *p;

	if (!strncmp(s, "episode", 7)) {
		s += 7;
		eat_gap(&s, " ._", 2);
		*p = s;
		return MARK_WORD;
	}
	if (eat_word(p, signs)) {
		if (*p == s + 2) /* "ep. 8" */
			eat_gap(p, " ._", 2);
		return MARK_SIGN;
	}
	if (*s != 'x' || strspn(s + 1, "0123456789") > 2) /* not x264 */
		return MARK_NONE;
	++*p;
	return MARK_SIGN;
}

/* Whether a number goes on where 'last' ended. A '-' in front of a larger one is a range, as for Kodi 22,
 * Jellyfin and Sonarr, but " - 24 Hours" and " - Episode 3" are titles. */
static bool goes_on(char joint, bool tight, enum mark mark, int last, int next)
{
	if (next <= last || (mark == MARK_WORD && joint == '-' && !tight))
		return false;
	if (mark == MARK_SIGN)
		return true;
	if (!joint || (strchr("-~,", joint) && !tight && mark == MARK_NONE))
		return false;
	return next > last && next - last < (strchr("w_, ", joint) ? 2 : NAME_MAX_EPISODES);
}

/*
 * One more episode behind the ones read: "e02", "-e03", " - s01e03", "x04", ".e02", " episode 2", and without
 * a mark "-03", "+02", " and 5", " to 12", " 02".
 */
static bool eat_more(const char **p, struct numbers *n)
{
	int last = n->episodes[n->nepisodes - 1], next;
	const char *s = *p;
	char joint = eat_joint(&s);
	bool tight = s == *p + 1;
	enum mark mark;

	if (!eat_season_again(&s, n->season))
		return false;
	mark = eat_mark(&s);
	if (mark == MARK_NONE && !joint && tight && *s == '0') /* "e01 02 03" */
		joint = ' ';
	if (!tight && joint == '-' && strspn(s, "0123456789") == 1 && eat_is_digit((*p)[-2]))
		return false; /* "e02 - 2x4" */
	next = joint == 'w' ? more_number(&s, true) : eat_number(&s, 1, mark ? 5 : 3);
	if (next < 0 || !more_suffix(&s) || !goes_on(joint, tight, mark, last, next))
		return false;
	while (joint && strchr("-~t", joint) && next - last < NAME_MAX_EPISODES && ++last < next)
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
