/*
 * What counts seasons and episodes in the languages that libraries are named in. Letters beyond ASCII stand
 * in both cases: only ASCII was made lower case.
 */
#include <string.h>

#include "media/name_count.h"
#include "media/name_eat.h"

const char *const count_season_words[] = {"season", "seasons", "saison", "saisons", "staffel", "staffeln",
	"temporada", "temporadas", "temp", "stagione", "seizoen", "sezon", "sezona", "sezóna", "sezonul",
	"säsong", "sesong", "sæson", "kausi", "сезон", "Сезон", "시즌", "シーズン", "الموسم", "עונה", "mùa",
	"phần", "series", "se", "sn", "s", "t", NULL};
const char *const count_episode_words[] = {"episode", "episodes", "eps", "episodio", "episódio", "épisode",
	"Épisode", "episodul", "epizod", "epizoda", "folge", "capitulo", "capítulo", "cap", "chapter",
	"puntata", "aflevering", "afl", "odcinek", "odc", "avsnitt", "afsnit", "jakso", "эпизод", "Эпизод",
	"bölüm", "bolum", "серия", "Серия", "серии", "Серии", "tập", "الحلقة", "פרק", "ep", "e", NULL};

/* Behind one; and those that want an ordinal, for in "24 season 1" the number is the show's. */
static const char *const season_counters[] = {"сезон", "sezon", "sez", "季", "期", "시즌", NULL};
static const char *const season_ordinals[] = {"season", "temporada", "saison", "staffel", "stagione", "sezon",
	"sezona", "sezóna", "évad", "série", "řada", NULL};
static const char *const episode_counters[] = {"серия", "серии", "серий", "сер", "эпизод", "seriya", "serya",
	"serija", "seria", "ser", "bölüm", "bolum", "blm", "话", "話", "集", "回", "화", "회", NULL};
static const char *const episode_ordinals[] = {
	"episode", "epizoda", "folge", "bölüm", "bolum", "rész", "díl", "puntata", NULL};
static const char *const endings[] = {
	"st", "nd", "rd", "th", "ª", "º", "°", "a", "a.", ". ", "..", "._", "-й", "-я", NULL};

static bool is_letter(char c)
{
	return eat_is_alnum(c) && !eat_is_digit(c);
}

int count_ordinal(const char **p, bool tight)
{
	static const struct {
		const char *word;
		int value;
	} words[] = {{"i", 1}, {"ii", 2}, {"iii", 3}, {"iv", 4}, {"v", 5}, {"vi", 6}, {"vii", 7}, {"viii", 8},
		{"ix", 9}, {"x", 10}, {"xi", 11}, {"xii", 12}, {"one", 1}, {"two", 2}, {"three", 3},
		{"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9}, {"ten", 10},
		{"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
		{"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
		{"un", 1}, {"deux", 2}, {"trois", 3}, {"quatre", 4}, {"cinq", 5}, {"sept", 7}, {"huit", 8},
		{"neuf", 9}, {"dix", 10}};
	const char *s = *p, *end = s;
	int value = eat_number(&end, 1, 4);

	if (value >= 0) {
		*p = is_letter(*end) ? s : end;
		return is_letter(*end) ? -1 : value;
	}
	while (is_letter(*end))
		end++;
	if (eat_is_alnum(s[-1]) && (!tight || end - s < 2))
		return -1;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strlen(words[i].word) != (size_t)(end - s) ||
			strncmp(s, words[i].word, (size_t)(end - s)))
			continue;
		*p = end;
		return words[i].value;
	}
	return -1;
}

/* "十二", "二十三", "百五": the number in Chinese signs, at most 999; -1: none. */
static int eat_signs(const char **p)
{
	static const struct {
		const char sign[4];
		int value;
	} signs[] = {{"零", 0}, {"〇", 0}, {"一", 1}, {"二", 2}, {"两", 2}, {"三", 3}, {"四", 4}, {"五", 5},
		{"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}, {"十", 10}, {"百", 100}};
	const size_t n = sizeof(signs) / sizeof(*signs);
	const char *s = *p;
	int sum = 0, digit = 0;

	for (size_t i = 0; i < n && s < *p + 3 * 6;) {
		if (strncmp(s, signs[i].sign, 3) != 0) {
			i++;
			continue;
		}
		if (signs[i].value < 10) {
			digit = signs[i].value;
		} else {
			sum += (digit ? digit : 1) * signs[i].value;
			digit = 0;
		}
		s += 3;
		i = 0;
	}
	if (s == *p)
		return -1;
	*p = s;
	return sum + digit;
}

/* The counter behind a number. Chinese, Japanese and Korean write on without a space. */
static bool eat_counter(const char **p, const char *const *counters, const char *const *ordinals)
{
	const char *s = *p, *word;
	bool ordinal = eat_word(&s, endings);

	eat_gap(&s, " ._", 1);
	word = s;
	if (!eat_word(&s, counters) && !(ordinal && eat_word(&s, ordinals)))
		return false;
	if ((unsigned char)*word < 0xe3 && eat_is_alnum(*s))
		return false;
	*p = s;
	return true;
}

static int eat_counted(
	const char **p, const char *low, const char *const *counters, const char *const *ordinals, int *to)
{
	const char *s = *p;
	bool numbered = !strncmp(s, "第", 3) || !strncmp(s, "제", 3);
	int v;

	if (!numbered && !eat_word_starts(low, (size_t)(s - low)))
		return -1;
	s += numbered ? 3 : 0;
	eat_gap(&s, " ", 1);
	v = eat_number(&s, 1, 4);
	if (v < 0 && numbered)
		v = eat_signs(&s);
	*to = v;
	if (v >= 0 && *s == '-' && eat_is_digit(s[1])) {
		s++;
		*to = eat_number(&s, 1, 4);
	}
	if (*to < v || !eat_counter(&s, counters, ordinals))
		return -1;
	*p = s;
	return v;
}

/* "second season", "zweite staffel": -1: none. */
static int eat_nth_season(const char **p)
{
	static const char *const nth[][3] = {{"first", "erste"}, {"second", "zweite"}, {"third", "dritte"},
		{"fourth", "vierte"}, {"fifth", "fünfte"}, {"sixth", "sechste"}, {"seventh", "siebte"},
		{"eighth", "achte"}, {"ninth", "neunte"}, {"tenth", "zehnte"}};
	static const char *const words[] = {"season", "staffel", NULL};

	for (int i = 0; i < 10; i++) {
		const char *s = *p;
		if (!eat_word(&s, nth[i]) || !*s || !strchr(" ._-", *s++) || !eat_word(&s, words) ||
			eat_is_alnum(*s))
			continue;
		*p = s;
		return i + 1;
	}
	return -1;
}

int count_season(const char **p, const char *low)
{
	int to, v = eat_counted(p, low, season_counters, season_ordinals, &to);

	if (v < 0 && eat_word_starts(low, (size_t)(*p - low)))
		v = eat_nth_season(p);
	return v;
}

int count_episode(const char **p, const char *low, int *to)
{
	return eat_counted(p, low, episode_counters, episode_ordinals, to);
}

bool count_is_other(const char *low, size_t at)
{
	static const char *const others[] = {
		"disc", "disk", "dvd", "cd", "bd", "vol", "volume", "part", NULL};
	size_t end = at, from;
	const char *word, *other;

	if (strspn(low + at, "0123456789") > 2)
		return false;
	while (end > 0 && strchr(" ._-", low[end - 1]))
		end--;
	for (from = end; from > 0 && eat_is_alnum(low[from - 1]);)
		from--;
	word = other = low + from;
	if (eat_word(&other, others) && other == low + end)
		return true;
	return end - from > 2 && strncmp(word, "series", 6) != 0 &&
	       (from < 6 || strncmp(low + from - 6, "final", 5) != 0) &&
	       eat_word(&word, count_season_words) && word == low + end;
}
