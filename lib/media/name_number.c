/*
 * Season, episode and date in a name, by hand-written matchers that move along the lower-cased text. Each is
 * tried at every place, strongest first, so that "S01E03 - Episode 3" is read by its first number and "Season
 * 1 ... Cap.102" by both.
 */
#include <string.h>

#include "media/name_count.h"
#include "media/name_eat.h"
#include "media/name_more.h"
#include "media/name_number.h"
#include "media/name_season.h"

static bool is_letter(char c)
{
	return eat_is_alnum(c) && !eat_is_digit(c);
}

static const char *const part_words[] = {
	"part", "parts", "pt", "vol", "volume", "teil", "partie", "parte", "часть", "Часть", NULL};

/* "s01e02", "s2010.e994", "season 1 episode 2", "s02 - e06", "se.1 afl.2", "s01xe02", "s03-x01" */
static size_t match_full(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	const char *word;
	bool single, crossed;
	size_t digits;
	int episode;

	/* in the middle of a word only the strict form: "zoos01e11" */
	if (!eat_word_starts(low, at) && (*p != 's' || strspn(p + 1, "0123456789") != 2 || p[3] != 'e' ||
						 strspn(p + 4, "0123456789") < 2))
		return 0;
	if (!eat_word(&p, count_season_words))
		return 0;
	single = p == low + at + 1;
	if (!single)
		eat_gap(&p, " ._-:", 3);
	else if (*p == ' ' && strspn(p + 1, "0123456789") == 2) /* "s 02 e 07" */
		p++;
	n->season = single ? eat_number(&p, 1, 4) : more_number(&p, true);
	if (n->season < 0)
		return 0;
	eat_gap(&p, " ._-,:/([]", 4);
	crossed = *p == 'x' && single;
	p += crossed;
	word = p;
	if (!eat_word(&p, count_episode_words) && !crossed)
		return 0;
	eat_gap(&p, p > word + 1 ? " ._#-:([" : " ._", 2);
	digits = strspn(p, "0123456789");
	episode = more_number(&p, p > word + 2);
	if (season_is_year(episode) && p[-5] == '(') /* "7 серия (2015)" */
		return 0;
	if (episode < 0 || (!more_suffix(&p) && !(single && digits == 2)) /* "s03e02The Title" */
		|| (episode > 99 && !strncmp(word, "cap", 3)))		  /* "Cap.408" has the season in it */
		return 0;
	more_add(n, episode);
	more_eat(&p, n);
	return (size_t)(p - low) - at;
}

/* The gap in front of an x with a gap behind it, too. */
static bool eat_cross(const char **p)
{
	const char *s = *p;

	eat_gap(&s, " ._", 1);
	if (*s != 'x' || !s[1] || !strchr(" ._", s[1]))
		return false;
	*p = s;
	return true;
}

/* "1x02", "2 x 07", "2009x03x04", "01e06", and tight behind a word "Castle1x01"; not "1920x1080" */
static size_t match_cross(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	bool starts = eat_word_starts(low, at), strict, spaced, word;
	size_t digits;
	int episode;

	if (!starts && (!is_letter(low[at - 1]) || !eat_is_digit(*p)))
		return 0;
	if (at == 0 && !strncmp(low, "episodes", 8)) /* a show's title */
		return 0;
	if (eat_word(&p, count_episode_words) ||
		(at > 0 && *p > '9' && strncmp(p, "series", 6) && eat_word(&p, count_season_words)))
		eat_gap(&p, " ._", 2); /* "ep 2x03", "stagione 2x03" */
	word = p > low + at;
	n->season = eat_number(&p, 1, 4);
	spaced = starts && n->season < 100 && eat_cross(&p); /* "2 x 07" */
	if (n->season < 0 || (n->season > 99 && !season_is_year(n->season)) ||
		(*p != 'x' && (*p != 'e' || !starts || word)))
		return 0;
	strict = *p == 'e' || !starts || spaced;
	p += *p == 'x' && p[1] == 'e' ? 2 : 1;
	if (spaced)
		eat_gap(&p, " ._", 1);
	if (!strict && !strncmp(p, "all", 3) && !eat_is_alnum(p[3]))
		return (size_t)(p + 3 - low) - at;
	digits = strspn(p, "0123456789");
	episode = eat_number(&p, 1, 3);
	if (episode < 0 || (season_is_year(n->season) && episode > 366) || !more_suffix(&p))
		return 0;
	if (strict && (digits != 2 || n->season > 99 || eat_is_alnum(*p)))
		return 0;
	more_add(n, episode);
	more_eat(&p, n);
	return (size_t)(p - low) - at;
}

/* "cap.104", "cap.1503_1506": season and episode in one number */
static size_t match_cap(const char *low, size_t at, struct numbers *n)
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
static size_t match_episode(const char *low, size_t at, struct numbers *n)
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
static size_t match_dashed(const char *low, size_t at, struct numbers *n)
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
static size_t match_set_off(const char *low, size_t at, struct numbers *n)
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
static size_t match_share(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	int episode, all;

	if (at < 2 || !strchr("[(", low[at - 1]) || (episode = eat_number(&p, 1, 2)) < 0 || *p++ != '/' ||
		(all = eat_number(&p, 1, 2)) < episode || *p != (low[at - 1] == '[' ? ']' : ')'))
		return 0;
	more_add(n, episode);
	return (size_t)(p - low) - at;
}

/* "3of6", "14.of.21", "part 1 of 3", "e1of3" */
static size_t match_of(const char *low, size_t at, struct numbers *n)
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
static size_t match_special(const char *low, size_t at, struct numbers *n)
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
static size_t match_part(const char *low, size_t at, struct numbers *n)
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

typedef size_t matcher(const char *low, size_t at, struct numbers *n);

/* Tries a matcher at every place; its first match is in *out and *span. */
static bool find(const char *low, matcher *match, struct numbers *out, struct span *span)
{
	int season = out->season;

	for (size_t at = 0; low[at]; at++) {
		size_t len = eat_is_alnum(low[at]) ? match(low, at, out) : 0;
		bool of_date = at < out->at_date.to && at + len > out->at_date.from;
		if (len > 0 && !of_date) {
			*span = (struct span){at, at + len};
			return true;
		}
		out->season = season;
		out->nepisodes = 0;
	}
	return false;
}

/* "s02e07 title s02e08 title": the same form again, for the next one. */
static void find_again(const char *low, matcher *match, struct numbers *out)
{
	struct numbers n;

	for (size_t at = out->at_episode.to; low[at]; at++) {
		n.season = -1;
		n.nepisodes = 0;
		size_t len = eat_is_alnum(low[at]) ? match(low, at, &n) : 0;
		if (len == 0)
			continue;
		if (n.season != out->season || !n.nepisodes || !out->nepisodes ||
			n.episodes[0] != out->episodes[out->nepisodes - 1] + 1)
			return;
		for (int i = 0; i < n.nepisodes; i++)
			more_add(out, n.episodes[i]);
		at += len - 1;
	}
}

/* "season 2 s02e07", "2x07 s02e07", "episode 7 - s02e07": the title ends where the season or the episode is
 * told first. */
static void find_before(const char *low, struct numbers *out)
{
	static matcher *const matchers[] = {
		season_sign, season_word, season_counted, match_cross, match_episode, NULL};

	struct numbers n;

	for (size_t at = 1; at < out->at_episode.from; at++) {
		if (!eat_word_starts(low, at) || !eat_is_alnum(low[at]))
			continue;
		for (matcher *const *match = matchers; *match; match++) {
			n.season = -1;
			n.nepisodes = 0;
			size_t len = (*match)(low, at, &n);
			if (len == 0 || at + len > out->at_episode.from ||
				(n.nepisodes ? n.episodes[0] != out->episodes[0] : n.season < 0) ||
				(n.season >= 0 && n.season != out->season))
				continue;
			out->at_season = (struct span){at, at + len};
			return;
		}
	}
}

static bool find_pair(const char *low, matcher *match, struct numbers *out)
{
	if (!find(low, match, out, &out->at_episode))
		return false;
	find_again(low, match, out);
	find_before(low, out);
	return true;
}

static bool find_season(const char *low, struct numbers *out)
{
	return find(low, season_sign, out, &out->at_season) ||
	       find(low, season_counted, out, &out->at_season) ||
	       find(low, season_word, out, &out->at_season);
}

/* Whether a number stands right behind the season: "season 2 - 07 - chapter 3". Nothing else is the episode.
 */
static bool is_followed(const char *low, const struct span *season)
{
	const char *p = low + season->to;
	const char *counted = p;
	int to;

	if (!season->to)
		return false;
	p += strspn(p, " ._-])");
	counted = p;
	if (p == low + season->to || count_episode(&counted, low, &to) >= 0 || eat_number(&p, 1, 3) < 0)
		return false;
	return !eat_is_alnum(*p) && strncmp(p, " of", 3) != 0 && strncmp(p, ".of", 3) != 0;
}

void name_numbers(const char *low, struct numbers *out)
{
	struct numbers cap = {.season = -1};

	*out = (struct numbers){.season = -1};
	name_date(low, out->date, &out->at_date);
	if (find_pair(low, match_full, out) || find_pair(low, match_cross, out))
		return;
	find_season(low, out);
	if (out->nepisodes) { /* "s0615" */
		out->at_episode = out->at_season;
		return;
	}
	if (is_followed(low, &out->at_season))
		return;
	if (find(low, match_cap, &cap, &out->at_episode)) {
		out->season = cap.season;
		out->nepisodes = cap.nepisodes;
		memcpy(out->episodes, cap.episodes, sizeof(out->episodes));
		return;
	}
	if (find(low, match_episode, out, &out->at_episode) || find(low, match_of, out, &out->at_episode) ||
		find(low, match_share, out, &out->at_episode) ||
		find(low, match_dashed, out, &out->at_episode) ||
		(out->season < 0 && find(low, match_set_off, out, &out->at_episode)) ||
		(out->season < 0 && find(low, match_special, out, &out->at_episode)))
		return;
	if (!*out->date)
		name_short_date(low, out->date, &out->at_date);
}

bool name_marker(const char *low, struct span *where)
{
	struct numbers n = {.season = -1};

	return find(low, match_full, &n, where);
}

bool name_part_number(const char *low, struct numbers *out)
{
	return find(low, match_part, out, &out->at_episode);
}
