/*
 * Kodi's default expressions for episodes (tvshowmatching), as a small matcher: each rule is tried at every
 * place of the name before the next rule is. See name_kodi.h.
 */
#include "media/name_kodi.h"

#include <stdlib.h>
#include <string.h>

#include "media/filekind.h"

#define MAX_DIGITS 9

struct match {
	size_t from, to;
	int season, episode; /* season -1: the rule has none */
};

typedef bool (*rule)(const char *s, size_t at, struct match *m);

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

static bool one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static int number(const char *s, size_t len)
{
	int n = 0;

	for (size_t i = 0; i < len && i < MAX_DIGITS; i++)
		n = n * 10 + (s[i] - '0');
	return n;
}

/* The number of an episode, behind which a letter ("1x02a") may stand: the bytes it takes, 0 for none. */
static size_t episode_at(const char *s, int *episode)
{
	size_t len = digits(s);

	if (len == 0)
		return 0;
	*episode = number(s, len);
	if ((s[len] >= 'a' && s[len] <= 'i' && !digits(s + len + 1)) ||
		(s[len] == '.' && s[len + 1] >= '1' && s[len + 1] <= '9' && !digits(s + len + 2)))
		return len + (s[len] == '.' ? 2 : 1);
	return len;
}

static bool rule_season_episode(const char *s, size_t at, struct match *m)
{
	size_t len = digits(s + at + 1), gap, episode;

	if (s[at] != 's' || len == 0)
		return false;
	gap = at + 1 + len + strspn(s + at + 1 + len, " ._x-");
	episode = s[gap] == 'e' ? episode_at(s + gap + 1, &m->episode) : 0;
	if (episode == 0)
		return false;
	m->season = number(s + at + 1, len);
	m->from = at;
	m->to = gap + 1 + episode;
	return true;
}

static bool rule_episode(const char *s, size_t at, struct match *m)
{
	size_t p = at + 2, len;

	if (!one_of(s[at], "/._ -") || s[at + 1] != 'e')
		return false;
	if (s[p] == 'p')
		p += 1 + one_of(s[p + 1], "._ -");
	len = episode_at(s + p, &m->episode);
	m->season = 1;
	m->from = at + 1;
	m->to = p + len;
	return len > 0;
}

static bool is_date(const char *s, const size_t lengths[3])
{
	for (int i = 0; i < 3; i++) {
		if (digits(s) < lengths[i])
			return false;
		s += lengths[i];
		if (i < 2 && !one_of(*s++, ".-"))
			return false;
	}
	return true;
}

static bool rule_date(const char *s, size_t at, struct match *m)
{
	static const size_t year_first[] = {4, 2, 2};

	m->from = at;
	m->to = at + 10;
	return is_date(s + at, year_first);
}

static bool rule_date_reversed(const char *s, size_t at, struct match *m)
{
	static const size_t year_last[] = {2, 2, 4};

	m->from = at;
	m->to = at + 10;
	return is_date(s + at, year_last);
}

static bool rule_x(const char *s, size_t at, struct match *m)
{
	size_t len, episode;

	if (!one_of(s[at], "/._ [(-"))
		return false;
	len = digits(s + at + 1);
	if (len == 0 || s[at + 1 + len] != 'x')
		return false;
	episode = episode_at(s + at + 2 + len, &m->episode);
	m->season = number(s + at + 1, len);
	m->from = at + 1;
	m->to = at + 2 + len + episode;
	return episode > 0;
}

static int roman(const char *s, size_t len)
{
	int sum = 0, last = 0;

	for (size_t i = len; i > 0; i--) {
		int n = s[i - 1] == 'i' ? 1 : s[i - 1] == 'v' ? 5 : 10;

		sum += n < last ? -n : n;
		last = n > last ? n : last;
	}
	return sum;
}

static bool rule_part(const char *s, size_t at, struct match *m)
{
	size_t p = at + 2, len;

	if (!one_of(s[at], "/._ -") || s[at + 1] != 'p')
		return false;
	if (!strncmp(s + p, "ar", 2))
		p += 2;
	if (s[p] != 't')
		return false;
	p += 1 + one_of(s[p + 1], "_. -");
	len = digits(s + p);
	m->episode = len ? number(s + p, len) : 0;
	if (!len) {
		len = strspn(s + p, "ivx");
		m->episode = roman(s + p, len);
	}
	m->season = 1;
	m->from = at + 1;
	m->to = p + len;
	return len > 0 && one_of(s[p + len], "._ -");
}

static bool rule_digits(const char *s, size_t at, struct match *m)
{
	size_t len = digits(s + at + 1);

	if (!one_of(s[at], "/._ -") || len < 3 || !one_of(s[at + 1 + len], "._ -"))
		return false;
	m->season = number(s + at + 1, len - 2);
	m->episode = number(s + at + 1 + len - 2, 2);
	m->from = at + 1;
	m->to = at + 1 + len;
	return true;
}

static bool find(const char *s, size_t from, rule r, struct match *m)
{
	for (size_t at = from; s[at]; at++) {
		if (r(s, at, m))
			return true;
	}
	return false;
}

/* The next episode behind the last one: "e02", "-02", "x02", or the first one's rule again, in that season.
 */
static bool next_episode(const char *s, rule r, struct match *m)
{
	size_t gap = strspn(s + m->to, "-_ex"), from = m->to;
	size_t len = gap ? episode_at(s + from + gap, &m->episode) : 0;
	struct match again;

	if (find(s, from, r, &again) && again.season == m->season && (!len || again.from <= from + gap)) {
		*m = again;
		return true;
	}
	m->to = from + gap + len;
	return len > 0;
}

static void take(struct name_kodi *out, int episode)
{
	bool repeated = out->nepisodes > 0 && out->episodes[out->nepisodes - 1] == episode;

	if (out->nepisodes < NAME_KODI_EPISODES && !repeated)
		out->episodes[out->nepisodes++] = episode;
}

static void lower(struct strbuf *low, const char *file)
{
	strbuf_addch(low, '/');
	for (; *file; file++)
		strbuf_addch(low, *file >= 'A' && *file <= 'Z' ? *file | 32 : *file);
}

bool name_kodi_read(const char *file, struct name_kodi *out)
{
	static const rule rules[] = {rule_season_episode, rule_episode, rule_date, rule_date_reversed, rule_x,
		rule_part, rule_digits};
	struct strbuf low = STRBUF_INIT;
	struct match m = {0};
	size_t i = 0, n = sizeof(rules) / sizeof(rules[0]);

	*out = (struct name_kodi){.season = -1};
	lower(&low, file);
	while (i < n && !find(low.buf, 0, rules[i], &m))
		i++;
	if (i < n) {
		out->dated = rules[i] == rule_date || rules[i] == rule_date_reversed;
		out->marked = rules[i] == rule_season_episode || rules[i] == rule_x;
		out->from = m.from - 1;
		out->to = m.to - 1;
	}
	if (i < n && !out->dated) {
		out->season = m.season;
		take(out, m.episode);
		while (next_episode(low.buf, rules[i], &m))
			take(out, m.episode);
		out->to = m.to - 1;
	}
	strbuf_release(&low);
	return i < n;
}

void name_kodi_write(struct strbuf *out, const char *file, int season, const int *episodes, int nepisodes)
{
	struct strbuf numbers = STRBUF_INIT;
	struct name_kodi now;
	const char *ext = file_ext(file);
	size_t start = out->len, stem = strlen(file) - strlen(ext) - (*ext != '\0');

	strbuf_addf(&numbers, "S%02d", season);
	for (int i = 0; i < nepisodes; i++)
		strbuf_addf(&numbers, "E%02d", episodes[i]);
	strbuf_addstr(out, file);
	if (name_kodi_read(file, &now) && now.marked) {
		strbuf_splice(out, start + now.from, now.to - now.from, numbers.buf, numbers.len);
	} else {
		strbuf_splice(&numbers, 0, 0, " ", 1);
		strbuf_splice(out, start + stem, 0, numbers.buf, numbers.len);
	}
	strbuf_release(&numbers);
}
