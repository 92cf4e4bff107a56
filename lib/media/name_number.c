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
#include "media/name_single.h"

static bool is_letter(char c)
{
	return eat_is_alnum(c) && !eat_is_digit(c);
}

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
		season_sign, season_word, season_counted, match_cross, single_episode, NULL};
	struct numbers n = {0};

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
	if (find(low, single_cap, &cap, &out->at_episode)) {
		out->season = cap.season;
		out->nepisodes = cap.nepisodes;
		memcpy(out->episodes, cap.episodes, sizeof(out->episodes));
		return;
	}
	if (find(low, single_episode, out, &out->at_episode) || find(low, single_of, out, &out->at_episode) ||
		find(low, single_share, out, &out->at_episode) ||
		find(low, single_dashed, out, &out->at_episode) ||
		(out->season < 0 && find(low, single_set_off, out, &out->at_episode)) ||
		(out->season < 0 && find(low, single_special, out, &out->at_episode)))
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
	return find(low, single_part, out, &out->at_episode);
}
