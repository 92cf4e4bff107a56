/* Episodes' numbers without "s01e02" and "1x02"; see name_single.h. */
#include <string.h>

#include "media/name_count.h"
#include "media/name_eat.h"
#include "media/name_more.h"
#include "media/name_season.h"
#include "media/name_single.h"

static const char *const part_words[] = {
	"part", "parts", "pt", "vol", "volume", "teil", "partie", "parte", "часть", "Часть", NULL};

/* "cap.104", "cap.1503_1506": season and episode in one number */
size_t single_cap(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	int v;

	if (!eat_word_starts(low, at) || strncmp(p, "cap", 3))
		return 0;
	p += 3;
	eat_gap(&p, " ._", 2);
	v = eat_number(&p, 1, 4);
	if (v < 100 || eat_is_alnum(*p))
		return 0;
	n->season = v / 100;
	more_add(n, v % 100);
	if (*p == '_' || *p == '-') {
		const char *q = p + 1;
		int last = eat_number(&q, 1, 4);
		if (last > v && last / 100 == v / 100 && !eat_is_alnum(*q)) {
			while (++v <= last)
				more_add(n, v % 100);
			p = q;
		}
	}
	return (size_t)(p - low) - at;
}

/* "207 chapter 3": what stands behind season and episode is the episode's title. */
static bool is_chapter(const char *low, size_t at)
{
	size_t digits = 0;

	if (at < 4 || strncmp(low + at, "chapter", 7) || !strchr(" ._", low[at - 1]))
		return false;
	while (digits + 1 < at && eat_is_digit(low[at - 2 - digits]))
		digits++;
	return digits == 3 || digits == 4;
}

/* "e05", "ep. 5", "episode 12-13", "ep(01-10)", "第13話" */
size_t single_episode(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	int to, episode = count_episode(&p, low, &to);

	if (episode >= 0 && to - episode < NAME_MAX_EPISODES) {
		while (episode < to)
			more_add(n, episode++);
	} else {
		if (!eat_word_starts(low, at) || is_chapter(low, at) || !eat_word(&p, count_episode_words))
			return 0;
		if (p > low + at + 1)
			eat_gap(&p, " ._#-:([", 3);
		episode = more_number(&p, p > low + at + 2);
		if (episode < 0 || !more_suffix(&p) || (season_is_year(episode) && *p == ')') ||
			(at == 0 && episode > 99 && !strncmp(low, "episodes", 8))) /* a show's title */
			return 0;
	}
	more_add(n, episode);
	more_eat(&p, n);
	return (size_t)(p - low) - at;
}

/* "4-13 Title" with nothing in front; "02-05 Title" is a range */
size_t single_dashed(const char *low, size_t at, struct numbers *n)
{
	const char *p = low;
	int season = eat_number(&p, 1, 2), episode;

	if (at > 0 || *low == '0' || season < 1 || *p++ != '-' || strspn(p, "0123456789") != 2)
		return 0;
	episode = eat_number(&p, 1, 2);
	if (*p && *p != ' ' && (*p != '.' || p[1] != ' '))
		return 0;
	n->season = season;
	more_add(n, episode);
	return (size_t)(p - low);
}

/* " - 2.04 - ", "[2.04]", " - 2-04 - ": set off on both sides, for elsewhere it is any number; "[88-91]" is a
 * range */
size_t single_set_off(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	bool bracket = at > 0 && strchr("[(", low[at - 1]), dash = at > 2 && !strncmp(low + at - 3, " - ", 3);
	int season = *p != '0' && (bracket || dash) ? eat_number(&p, 1, 2) : -1, episode;

	if (season < 0 || (*p != '.' && *p != '-') || (bracket && *p == '-' && season > 9))
		return 0;
	p++;
	episode = eat_number(&p, 2, 2);
	if (episode < 0 || (bracket ? !*p || !strchr("])", *p) : strncmp(p, " - ", 3) != 0))
		return 0;
	n->season = season;
	more_add(n, episode);
	return (size_t)(p - low) - at;
}

/* "3/6" in brackets of its own */
size_t single_share(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	int episode;

	if (at < 2 || !strchr("[(", low[at - 1]) || (episode = eat_number(&p, 1, 2)) < 0 || *p++ != '/' ||
		eat_number(&p, 1, 2) < episode || *p != (low[at - 1] == '[' ? ']' : ')'))
		return 0;
	more_add(n, episode);
	return (size_t)(p - low) - at;
}

/* "3of6", "14.of.21", "part 1 of 3", "e1of3" */
size_t single_of(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	int episode;

	if (!eat_word_starts(low, at))
		return 0;
	if (eat_word(&p, part_words) || eat_word(&p, count_episode_words))
		eat_gap(&p, " ._-", 2);
	if ((episode = eat_number(&p, 1, 3)) < 0)
		return 0;
	eat_gap(&p, " ._", 1);
	if (strncmp(p, "of", 2))
		return 0;
	p += 2;
	eat_gap(&p, " ._", 1);
	if (eat_number(&p, 1, 3) < episode || eat_is_alnum(*p))
		return 0;
	more_add(n, episode);
	return (size_t)(p - low) - at;
}

/* "sp01", and set off from the title " - special 1": a special */
size_t single_special(const char *low, size_t at, struct numbers *n)
{
	static const char *const words[] = {"special ", "special.", "sp", NULL};
	const char *p = low + at;
	int episode;

	if (!eat_word_starts(low, at) || !eat_word(&p, words) ||
		(p > low + at + 2 && at > 1 && low[at - 2] != '-'))
		return 0;
	episode = eat_number(&p, 1, 2);
	if (episode < 0 || eat_is_alnum(*p))
		return 0;
	n->season = 0;
	more_add(n, episode);
	return (size_t)(p - low) - at;
}

/* "part 2", "pt.ii", "part one and two" */
size_t single_part(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	int part;

	if (!eat_word_starts(low, at) || !eat_word(&p, part_words))
		return 0;
	eat_gap(&p, " ._-", 2);
	part = count_ordinal(&p, true);
	if (part < 0 || part > 99)
		return 0;
	more_add(n, part);
	more_eat(&p, n);
	return (size_t)(p - low) - at;
}
