/*
 * Season, episode and date in a name, by hand-written matchers that move along the lower-cased text. Each is
 * tried at every place, strongest first, so that "S01E03 - Episode 3" is read by its first number and "Season
 * 1 ... Cap.102" by both.
 */
#include <string.h>

#include "media/name_eat.h"
#include "media/name_number.h"

static bool is_letter(char c)
{
	return eat_is_alnum(c) && !eat_is_digit(c);
}

static bool is_year(int v)
{
	return v >= 1900 && v <= 2099;
}

/* In front of a number. Cyrillic stands in both cases: only ASCII was made lower case. */
static const char *const season_words[] = {"season", "seasons", "saison", "staffel", "temporada", "temp",
	"stagione", "seizoen", "sezon", "sezona", "сезон", "Сезон", "series", "se", "sn", "s", "t", NULL};
static const char *const episode_words[] = {"episode", "episodes", "eps", "episodio", "episódio", "épisode",
	"folge", "capitulo", "capítulo", "cap", "chapter", "aflevering", "afl", "odcinek", "avsnitt",
	"эпизод", "Эпизод", "серия", "Серия", "серии", "Серии", "ep", "e", NULL};
/* Behind one: "2 сезон", "第13話"; and those that want an ordinal, for in "24 season 1" the number is the
 * show's. */
static const char *const season_counters[] = {"сезон", "sezon", "sez", "季", NULL};
static const char *const season_ordinals[] = {"season", "temporada", "saison", "staffel", "stagione", NULL};
static const char *const episode_counters[] = {"серия", "серии", "сер", "эпизод", "seriya", "serya", "serija",
	"seria", "ser", "bölüm", "bolum", "话", "話", "集", "回", NULL};

int name_ordinal(const char *s, size_t *len)
{
	static const struct {
		const char *word;
		int value;
	} words[] = {{"i", 1}, {"ii", 2}, {"iii", 3}, {"iv", 4}, {"v", 5}, {"vi", 6}, {"vii", 7}, {"viii", 8},
		{"ix", 9}, {"x", 10}, {"xi", 11}, {"xii", 12}, {"one", 1}, {"two", 2}, {"three", 3},
		{"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9}, {"ten", 10},
		{"un", 1}, {"deux", 2}, {"trois", 3}, {"quatre", 4}, {"cinq", 5}, {"sept", 7}, {"huit", 8},
		{"neuf", 9}, {"dix", 10}};
	const char *p = s;
	int value = eat_number(&p, 1, 4);

	*len = (size_t)(p - s);
	if (value >= 0)
		return is_letter(*p) ? -1 : value;
	while (is_letter(*p))
		p++;
	*len = (size_t)(p - s);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i].word) == *len && !strncmp(s, words[i].word, *len))
			return words[i].value;
	return -1;
}

static void add_episode(struct numbers *n, int episode)
{
	if (n->nepisodes < NAME_MAX_EPISODES)
		n->episodes[n->nepisodes++] = episode;
}

/* Behind an episode's number: "a" of 1x01a, "v2"; anything else that goes on in the word makes it no number.
 */
static bool eat_suffix(const char **p)
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

/*
 * One more episode behind the ones read: "e02", "-e03", " - s01e03", "x04", ".e02", and without a mark "-03",
 * "+02", " and 5". A '-' in front of a larger number is a range, as for Kodi 22, Jellyfin and Sonarr.
 */
static bool eat_more(const char **p, struct numbers *n)
{
	static const char *const words[] = {"and", "en", "et", "und", "y", NULL};
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
	else if (eat_word(&s, words))
		joiner = 'w';
	eat_gap(&s, " .", 2);
	tight = s == *p + 1;
	range = joiner == '-' || joiner == '~';
	if (!eat_season_again(&s, n->season))
		return false;
	marked = eat_word(&s, marks);
	if (!marked && *s == 'x' && strspn(s + 1, "0123456789") <= 2) { /* not x264 */
		marked = true;
		s++;
	}
	if (!marked && (range ? !tight : !joiner || joiner == ','))
		return false;
	next = eat_number(&s, 1, marked ? 5 : 3);
	if (next < 0 || !eat_suffix(&s))
		return false;
	if (!marked &&
		(next <= last || next - last >= (joiner == 'w' || joiner == '_' ? 2 : NAME_MAX_EPISODES)))
		return false;
	while (range && next - last < NAME_MAX_EPISODES && ++last < next)
		add_episode(n, last);
	add_episode(n, next);
	*p = s;
	return true;
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
	if (!eat_word_starts(low, at) &&
		(eat_is_digit(low[at - 1]) || *p != 's' || strspn(p + 1, "0123456789") != 2 || p[3] != 'e' ||
			strspn(p + 4, "0123456789") < 2))
		return 0;
	if (!eat_word(&p, season_words))
		return 0;
	single = p == low + at + 1;
	if (!single)
		eat_gap(&p, " ._-:", 3);
	n->season = eat_number(&p, 1, 4);
	if (n->season < 0)
		return 0;
	eat_gap(&p, " ._-,:/([]", 4);
	crossed = *p == 'x' && single;
	p += crossed;
	word = p;
	if (!eat_word(&p, episode_words) && !crossed)
		return 0;
	eat_gap(&p, p > word + 1 ? " ._#-:([" : " ._", 2);
	digits = strspn(p, "0123456789");
	episode = eat_number(&p, 1, 5);
	if (episode < 0 || (!eat_suffix(&p) && !(single && digits == 2)) /* "s03e02The Title" */
		|| (episode > 99 && !strncmp(word, "cap", 3)))		 /* "Cap.408" has the season in it */
		return 0;
	add_episode(n, episode);
	while (eat_more(&p, n))
		;
	return (size_t)(p - low) - at;
}

/* "1x02", "2009x03x04", "01e06", and tight behind a word "Castle1x01"; not "1920x1080" */
static size_t match_cross(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	bool starts = eat_word_starts(low, at), strict;
	size_t digits;
	int episode;

	if (!starts && (!is_letter(low[at - 1]) || !eat_is_digit(*p)))
		return 0;
	if (eat_word(&p, episode_words)) /* "ep 2x03" */
		eat_gap(&p, " .", 2);
	n->season = eat_number(&p, 1, 4);
	if (n->season < 0 || (n->season > 99 && !is_year(n->season)) || (*p != 'x' && (*p != 'e' || !starts)))
		return 0;
	strict = *p == 'e' || !starts;
	p += *p == 'x' && p[1] == 'e' ? 2 : 1;
	if (!strict && !strncmp(p, "all", 3) && !eat_is_alnum(p[3]))
		return (size_t)(p + 3 - low) - at;
	digits = strspn(p, "0123456789");
	episode = eat_number(&p, 1, 3);
	if (episode < 0 || (is_year(n->season) && episode > 366) || !eat_suffix(&p))
		return 0;
	if (strict && (digits != 2 || n->season > 99 || eat_is_alnum(*p)))
		return 0;
	add_episode(n, episode);
	while (eat_more(&p, n))
		;
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
	add_episode(n, v % 100);
	if (*p == '_' || *p == '-') {
		const char *q = p + 1;
		int last = eat_number(&q, 1, 4);
		if (last > v && last / 100 == v / 100 && !eat_is_alnum(*q)) {
			while (++v <= last)
				add_episode(n, v % 100);
			p = q;
		}
	}
	return (size_t)(p - low) - at;
}

/* A number with its word behind it: "2 сезон", "8.sez", "第13話", "3rd season", "1ª temporada". -1: none. */
static int eat_counted(
	const char **p, const char *low, const char *const *counters, const char *const *ordinals)
{
	static const char *const endings[] = {"st", "nd", "rd", "th", "ª", "º", "°", "a.", "-й", "-я", NULL};
	const char *s = *p, *word;
	bool ordinal;
	int v;

	if (!strncmp(s, "第", 3))
		s += 3;
	else if (!eat_word_starts(low, (size_t)(s - low)))
		return -1;
	eat_gap(&s, " ", 1);
	v = eat_number(&s, 1, 4);
	ordinal = eat_word(&s, endings);
	eat_gap(&s, " ._", 1);
	word = s;
	if (v < 0 || (!eat_word(&s, counters) && !(ordinal && ordinals && eat_word(&s, ordinals))))
		return -1;
	if ((unsigned char)*word < 0xe3 &&
		eat_is_alnum(*s)) /* Chinese and Japanese write on without a space */
		return -1;
	*p = s;
	return v;
}

/* "e05", "ep. 5", "episode 12-13", "ep(01-10)", "第13話" */
static size_t match_episode(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	int episode = eat_counted(&p, low, episode_counters, NULL);

	if (episode < 0) {
		if (!eat_word_starts(low, at) || !eat_word(&p, episode_words))
			return 0;
		if (p > low + at + 1)
			eat_gap(&p, " ._#-:([", 3);
		episode = eat_number(&p, 1, 5);
		if (episode < 0 || !eat_suffix(&p))
			return 0;
	}
	add_episode(n, episode);
	while (eat_more(&p, n))
		;
	return (size_t)(p - low) - at;
}

/* "4-13 Title" with nothing in front */
static size_t match_dashed(const char *low, size_t at, struct numbers *n)
{
	const char *p = low;
	int season = eat_number(&p, 1, 2), episode;

	if (at > 0 || season < 1 || *p++ != '-' || strspn(p, "0123456789") != 2)
		return 0;
	episode = eat_number(&p, 1, 2);
	if (*p != ' ' && (*p != '.' || p[1] != ' '))
		return 0;
	n->season = season;
	add_episode(n, episode);
	return (size_t)(p - low);
}

/* "3of6", "14.of.21" */
static size_t match_of(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	int episode;

	if (!eat_word_starts(low, at) || (episode = eat_number(&p, 1, 3)) < 0)
		return 0;
	eat_gap(&p, " ._", 1);
	if (strncmp(p, "of", 2))
		return 0;
	p += 2;
	eat_gap(&p, " ._", 1);
	if (eat_number(&p, 1, 3) < episode || eat_is_alnum(*p))
		return 0;
	add_episode(n, episode);
	return (size_t)(p - low) - at;
}

/* "season 2", "saison vii", "temporada1". "Series 2" only as a folder's whole name: elsewhere it is more
 * often a title's. */
static size_t match_season_word(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;
	size_t len;

	if (!eat_word_starts(low, at) || !eat_word(&p, season_words) || p == low + at + 1)
		return 0;
	eat_gap(&p, " ._-:", 3);
	n->season = name_ordinal(p, &len);
	p += len;
	if (!strncmp(low + at, "series", 6) && (at > 0 || *p))
		return 0;
	return n->season >= 0 && !eat_is_alnum(*p) ? (size_t)(p - low) - at : 0;
}

/* "3rd season", "第2季" */
static size_t match_season_counted(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at;

	n->season = eat_counted(&p, low, season_counters, season_ordinals);
	return n->season >= 0 ? (size_t)(p - low) - at : 0;
}

/* "s03", "s4", "s07d1" (a disc), "s01extras", "s0615" */
static size_t match_season_sign(const char *low, size_t at, struct numbers *n)
{
	const char *p = low + at + 1;
	size_t digits = strspn(p, "0123456789");

	if (!eat_word_starts(low, at) || low[at] != 's' || digits < 1 ||
		(n->season = eat_number(&p, 1, 4)) < 0)
		return 0;
	if (digits == 4 && !is_year(n->season)) {
		add_episode(n, n->season % 100);
		n->season /= 100;
	}
	if (*p == 'd' && eat_is_digit(p[1]))
		p += 1 + strspn(p + 1, "0123456789");
	return !eat_is_alnum(*p) || !strncmp(p, "extra", 5) ? (size_t)(p - low) - at : 0;
}

/* "part 2", "pt.ii", "part one" */
static size_t match_part(const char *low, size_t at, struct numbers *n)
{
	static const char *const words[] = {"part", "pt", NULL};
	const char *p = low + at;
	size_t len;
	int part;

	if (!eat_word_starts(low, at) || !eat_word(&p, words))
		return 0;
	eat_gap(&p, " ._-", 2);
	part = name_ordinal(p, &len);
	if (part < 0)
		return 0;
	add_episode(n, part);
	return (size_t)(p + len - low) - at;
}

typedef size_t matcher(const char *low, size_t at, struct numbers *n);

/* Tries a matcher at every place; its first match is in *out and *span. */
static bool find(const char *low, matcher *match, struct numbers *out, struct span *span)
{
	int season = out->season;

	for (size_t at = 0; low[at]; at++) {
		size_t len = match(low, at, out);
		if (len > 0) {
			*span = (struct span){at, at + len};
			return true;
		}
		out->season = season;
		out->nepisodes = 0;
	}
	return false;
}

static bool find_season(const char *low, struct numbers *out)
{
	return find(low, match_season_sign, out, &out->at_season) ||
	       find(low, match_season_counted, out, &out->at_season) ||
	       find(low, match_season_word, out, &out->at_season);
}

void name_numbers(const char *low, struct numbers *out)
{
	struct numbers cap = {.season = -1};

	*out = (struct numbers){.season = -1};
	name_date(low, out->date, &out->at_date);
	if (find(low, match_full, out, &out->at_episode) || find(low, match_cross, out, &out->at_episode))
		return;
	find_season(low, out);
	if (out->nepisodes) { /* "s0615" */
		out->at_episode = out->at_season;
		return;
	}
	if (find(low, match_cap, &cap, &out->at_episode)) {
		out->season = cap.season;
		out->nepisodes = cap.nepisodes;
		memcpy(out->episodes, cap.episodes, sizeof(out->episodes));
		return;
	}
	if (find(low, match_episode, out, &out->at_episode) || find(low, match_of, out, &out->at_episode) ||
		find(low, match_dashed, out, &out->at_episode))
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
