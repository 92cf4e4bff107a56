/* Numbers that stand alone: every one gets a score for what stands around it, and the best is taken. */
#include <stdlib.h>
#include <string.h>

#include "media/name_bare.h"
#include "media/name_count.h"
#include "media/name_eat.h"
#include "media/name_words.h"

#define BARE_BEST 9 /* more than all that may stand around a number come to */

/* The number that a word is, or -1: none, or one of another meaning (a year, a picture's height). */
static int value_of(const struct scan *s, const struct word *w)
{
	static const int heights[] = {480, 576, 720, 1080, 2160};
	size_t digits = scan_digits(s, w);
	int v;

	if (digits < 1 || digits > 5 || w->classes & W_TAG)
		return -1;
	v = atoi(s->low.buf + w->at);
	if (digits == 4 && v >= 1900 && v < 2100)
		return -1;
	for (size_t i = 0; i < sizeof(heights) / sizeof(*heights); i++)
		if (v == heights[i])
			return -1;
	return v;
}

/* " - " with any white space */
static bool is_dash(const char *s)
{
	return s[0] && strchr(" ._", s[0]) && s[1] == '-' && s[2] && strchr(" ._", s[2]);
}

/* Whether nothing more of the name follows: its end, release words, a bracket. */
static bool ends_at(const struct scan *s, size_t at, size_t tags_at)
{
	const struct word *w = s->words, *end = s->words + s->nwords;

	while (w < end && w->at < at)
		w++;
	while (w < end && w->at < tags_at && !w->open && w->classes & (W_WEAK | W_EDITION))
		w++;
	if (w > s->words && w[-1].at >= at)
		at = w[-1].at + w[-1].len;
	at += strspn(s->low.buf + at, " ._");
	return at >= tags_at || strchr("[(", s->low.buf[at]);
}

/* "Ben 10 (2014)": the title's, more often than an episode's. */
static bool is_before_year(const struct scan *s, const struct word *w)
{
	const struct word *next = w + 1;

	return next < s->words + s->nwords && next->open == '(' && next->at == next->from + 1 &&
	       next->from == w->at + w->len + 1 && scan_is_year(s, next);
}

/* Whether the word behind makes a range with w, or its number follows w's. */
static bool is_run(
	const struct scan *s, const struct word *w, const struct word *next, int from, int to, size_t tags_at)
{
	const char *gap = s->low.buf + w->at + w->len;
	size_t len = next->at - (w->at + w->len);

	if (len == 1 && strchr(". ", *gap))
		return from >= 100 && to == from + 1;
	if ((len == 1 && *gap == '+') || (len == 2 && !memcmp(gap, ", ", 2)))
		return to == from + 1;
	if (to <= from || to - from >= NAME_MAX_EPISODES)
		return false;
	if (len == 1)
		return strchr("-~", *gap);
	if (len == 3 && is_dash(gap)) /* not "Psycho 100 - 103" */
		return w->len == next->len && (w->len < 3 || s->low.buf[w->at] == '0') &&
		       (ends_at(s, next->at + next->len, tags_at) || next->open);
	return len == 3 && gap[1] == '~';
}

static struct bare run_at(const struct scan *s, const struct word *w, size_t tags_at)
{
	struct bare b = {.first = w, .last = w, .from = value_of(s, w), .digits = scan_digits(s, w)};
	const struct word *next = w + 1;
	int to = next < s->words + s->nwords && b.from >= 0 ? value_of(s, next) : -1;

	b.to = b.from;
	if (to >= 0 && is_run(s, w, next, b.from, to, tags_at)) {
		b.last = next;
		b.to = to;
	}
	return b;
}

static bool follows_season(const struct scan *s, const struct numbers *n, const struct word *w)
{
	size_t at = n->at_season.to;

	return at > 0 && w->at == at + strspn(s->low.buf + at, " ._-])");
}

/* "[12 end]", "[12fin]": the last one. */
static size_t skip_end(const char *low, size_t at)
{
	static const char *const words[] = {"end", "fin", "final", "完", NULL};
	const char *p = low + at;

	eat_gap(&p, " ._", 1);
	return eat_word(&p, words) ? (size_t)(p - low) : at;
}

/* "207" and "1207" of seasons 2 and 12 */
static bool repeats_season(const struct bare *b, int season)
{
	return season >= 0 && b->digits > 2 && b->from / 100 == season;
}

static int score_of(
	const struct scan *s, const struct bare *b, const struct numbers *n, size_t tags_at, int season)
{
	const struct word *w = b->first;
	const char *low = s->low.buf;
	size_t behind = b->last->at + b->last->len;
	int score = 0;

	if (follows_season(s, n, w)) /* "s01 13", "[season 1] 13" */
		return BARE_BEST;
	if (w->open) { /* only when it has its bracket for itself */
		behind = skip_end(low, behind);
		if (w->at != w->from + 1 || !low[behind] || !strchr(")]}", low[behind]) ||
			w->from <= s->start)
			return 0;
		return w->open == '[' ? 5 : 3;
	}
	if (w->at >= tags_at)
		return 0;
	if (w->at <= s->start) {
		if (season >= 0 && b->digits > 2 && !repeats_season(b, season)) /* "4400 1207" */
			return 1;
		if (season >= 0 || (low[w->at] == '0' && w->len > 1))
			return 8;
		if (!low[behind])
			return 2;
		return (b->digits == 3 || s->group) && is_dash(low + behind) ? 2 : 0;
	}
	if (w->at > 1 && low[w->at - 1] == '-' && low[w->at - 2] >= '0' && low[w->at - 2] <= '9')
		return 0; /* of "2024-13-32", "2-03" */
	if ((w->at >= 3 && is_dash(low + w->at - 3)) || low[w->at - 1] == '#')
		score += repeats_season(b, season) ? 8 : 4; /* "24 - 1002" */
	if ((ends_at(s, behind, tags_at) && !is_before_year(s, b->last)) || is_dash(low + behind))
		score += 2;
	if (b->digits >= 3 || low[w->at] == '0')
		score += 1;
	if (season >= 0 && score == 0) /* "Show 7 Title" */
		return 1;
	return score || !is_before_year(s, w) ? score : 1;
}

static bool inside(const struct word *w, const struct span *span)
{
	return w->at >= span->from && w->at < span->to;
}

/* "sn203.mkv" below season 2: what ends in the season's number and two digits more, without score. */
static struct bare tail_of(const struct scan *s, const struct word *w, int season)
{
	const char *low = s->low.buf + w->at;
	size_t n = 0;
	struct bare b = {.first = w, .last = w, .from = -1};

	while (n < w->len && low[w->len - n - 1] >= '0' && low[w->len - n - 1] <= '9')
		n++;
	if (n < 3 || n > 4 || n == w->len || atoi(low + w->len - n) / 100 != season || w->classes)
		return b;
	b.digits = n;
	b.from = b.to = atoi(low + w->len - n);
	return b;
}

/* "disc 1", "season 2" once more behind "s02"; not "3rd season - 23" */
static bool counts_other(const struct scan *s, const struct numbers *n, const struct word *w)
{
	return !follows_season(s, n, w) && count_is_other(s->low.buf, w->at);
}

/* "Area 51 - 2013-10-30", "Area 51 (Season 2)": in front of what counts the episode a number is the title's,
 * and so it is behind nothing but an article: "The 100". */
static bool is_titles(const struct scan *s, const struct bare *b, const struct numbers *n)
{
	const struct word *w = b->first;
	bool padded = s->low.buf[w->at] == '0' && b->digits > 1; /* not "Five-0" */

	if (w > s->words && w[-1].at == s->start && scan_is_article(s, w - 1))
		return true;
	return w->at < n->at_season.from || (*n->date && ((b->digits < 3 && !padded) || w->at == s->start));
}

/* "207 Room 237", "1207.The.End.(1)": a season and episode with the episode's title behind it. "Room 104 207"
 * is a title with them behind it. */
static bool goes_before(const struct scan *s, const struct bare *b, const struct bare *later, int season)
{
	if (b->from < 100 || b->digits < 3 || is_before_year(s, b->last) || later->score >= BARE_SURE ||
		later->first == b->last + 1)
		return false;
	return season < 0 ? s->low.buf[later->first->at] != '0' : repeats_season(b, season);
}

struct bare bare_find(const struct scan *s, const struct numbers *n, size_t tags_at, int folder_season)
{
	struct bare best = {.from = -1};

	for (const struct word *w = s->words; w < s->words + s->nwords; w++) {
		struct bare b = run_at(s, w, tags_at);
		if (b.from < 0 || inside(w, &n->at_date) || inside(w, &n->at_season) || counts_other(s, n, w))
			continue;
		if (w->at > n->at_date.to && n->at_date.from > s->start) /* "2024-01-31 12 Guests" */
			break;
		b.score = score_of(s, &b, n, tags_at, folder_season);
		if (b.score <= 0 || (b.score < BARE_SURE && is_titles(s, &b, n)))
			continue;
		if (b.score > best.score || (b.score == best.score && w->at > s->start))
			best = goes_before(s, &best, &b, folder_season) ? best : b;
		w = b.last;
	}
	for (size_t i = 0; best.from < 0 && folder_season >= 0 && i < s->nwords; i++)
		best = tail_of(s, &s->words[i], folder_season);
	return best;
}

/* Takes the season out of numbers such as 103. */
static void split_season(struct numbers *n, int *from, int *to)
{
	n->season = *from / 100;
	*to -= *from - *from % 100;
	*from %= 100;
}

void bare_take(const struct scan *s, const struct bare *b, int season, struct numbers *n, int *absolute)
{
	int from = b->from, to = b->to;
	bool padded = s->low.buf[b->first->at] == '0';

	if (season >= 0) {
		if (b->digits > 2 && from / 100 == season)
			split_season(n, &from, &to);
	} else if (b->digits == 5 && from % 100 == from / 100 % 100 + 1) { /* 1, 07, 08 */
		n->season = from / 10000;
		to = from % 100;
		from = from / 100 % 100;
	} else {
		*absolute = from;
		if (!s->group && (b->digits == 4 || (b->digits == 3 && !padded)))
			split_season(n, &from, &to);
	}
	n->at_episode = (struct span){b->first->at, b->last->at + b->last->len};
	for (int v = from; v <= to && n->nepisodes < NAME_MAX_EPISODES; v++)
		n->episodes[n->nepisodes++] = v;
}
