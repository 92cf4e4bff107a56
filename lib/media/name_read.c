/*
 * One component: cut into words, find the anchors, take the title in front of the first.
 *
 * Anchors are the season and episode, a date, the year, a bracket, and words that only releases use
 * (name_words.c). Words that titles have too (German, Limited, Extended) are cut off backwards from an
 * anchor, as far as they reach.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/alloc.h"
#include "media/name_read.h"
#include "media/name_words.h"

#define MAX_COMPONENT 1024 /* bytes; more is not read */
#define MAX_WORDS 160
#define SEPARATORS " ._-()[]{}<>,;:+~|=/\\#"

struct word {
	size_t at, len;
	size_t from; /* where it is cut off: its bracket's place, or 'at' */
	unsigned classes;
	char open; /* the bracket it stands in, or NUL */
};

struct scan {
	struct strbuf text, low; /* the same bytes, as written and in lower case */
	struct word words[MAX_WORDS];
	size_t nwords;
	size_t start;  /* where the title begins */
	size_t end;    /* where it ends */
	bool tag_ends; /* a release word ended it: weak words in front of it go too */
};

/* East Asian brackets, which groups use, and wide digits become ours. */
static void normalise(struct strbuf *text, const char *name, size_t len)
{
	static const struct {
		const char *from;
		char to;
	} signs[] = {{"【", '['}, {"】", ']'}, {"「", '['}, {"」", ']'}, {"（", '('}, {"）", ')'}, {"★", ' '},
		{"　", ' '}};
	struct strbuf clean = STRBUF_INIT;

	strbuf_add_utf8(&clean, name, len < MAX_COMPONENT ? len : MAX_COMPONENT);
	for (size_t i = 0; i < clean.len; i++) {
		const unsigned char *u = (unsigned char *)clean.buf + i;
		char c = *clean.buf && u[0] == 0xef && u[1] == 0xbc && u[2] >= 0x90 && u[2] <= 0x99
				 ? (char)(u[2] - 0x90 + '0')
				 : '\0';
		for (size_t k = 0; !c && u[0] >= 0x80 && k < sizeof(signs) / sizeof(*signs); k++)
			if (!strncmp(clean.buf + i, signs[k].from, 3))
				c = signs[k].to;
		strbuf_addch(text, c ? c : clean.buf[i]);
		i += c ? 2 : 0;
	}
	strbuf_release(&clean);
}

/* "web-dl", "blu-ray", "h.264" are tags of two words. */
static void class_pairs(struct scan *s)
{
	char pair[17] = "";

	for (size_t i = 0; i + 1 < s->nwords; i++) {
		struct word *a = &s->words[i], *b = &s->words[i + 1];
		if (b->at != a->at + a->len + 1 || a->len + b->len >= sizeof(pair) ||
			a->classes & (W_TAG | W_JOINED))
			continue;
		memcpy(pair, s->low.buf + a->at, a->len);
		memcpy(pair + a->len, s->low.buf + b->at, b->len);
		pair[a->len + b->len] = '\0';
		if (name_word_class(pair, a->len + b->len) == W_TAG)
			a->classes = b->classes = W_TAG;
	}
}

static void split_words(struct scan *s)
{
	const char *low = s->low.buf;
	size_t open_at = 0;
	char open = '\0';

	for (size_t i = 0; i < s->low.len && s->nwords < MAX_WORDS;) {
		size_t n = strcspn(low + i, SEPARATORS);
		if (n > 0) {
			s->words[s->nwords++] = (struct word){.at = i,
				.len = n,
				.from = open ? open_at : i,
				.classes = name_word_class(low + i, n),
				.open = open};
			i += n;
		} else {
			if (strchr("([{", low[i]) && !open) {
				open = low[i];
				open_at = i;
			} else if (open && low[i] == (open == '(' ? ')' : open == '[' ? ']' : '}')) {
				open = '\0';
			}
			i++;
		}
	}
	class_pairs(s);
}

static bool word_is(const struct scan *s, const struct word *w, const char *text)
{
	return strlen(text) == w->len && !memcmp(s->low.buf + w->at, text, w->len);
}

static bool is_number(const struct scan *s, const struct word *w)
{
	return strspn(s->low.buf + w->at, "0123456789") == w->len;
}

static int number_of(const struct scan *s, const struct word *w)
{
	return w->len <= 6 && is_number(s, w) ? atoi(s->low.buf + w->at) : -1;
}

static int next_year(void)
{
	static const int64_t seconds = 31556952;

	return 1970 + (int)(time(NULL) / seconds) + 1;
}

/* A year in brackets may be any that films have; a bare one over next year's is part of a title ("Blade
 * Runner 2049"). */
static bool is_year(const struct scan *s, const struct word *w)
{
	int v = w->len == 4 ? number_of(s, w) : -1;
	const char *behind = s->low.buf + w->at + w->len;

	if (v < 0 || (behind[0] == '-' && strspn(behind + 1, "0123456789") == 2 && behind[3] == '-'))
		return false; /* 2013-12-09 */
	return w->open ? v >= 1870 && v < 2100 : v >= 1900 && v <= next_year();
}

static size_t skip_gap(const struct scan *s, size_t at)
{
	return at + strspn(s->low.buf + at, " ._-");
}

static void cut(struct scan *s, size_t at)
{
	if (at < s->end)
		s->end = at;
}

static bool has_text(const struct scan *s, size_t from, size_t to)
{
	for (size_t i = 0; i < s->nwords; i++)
		if (s->words[i].at >= from && s->words[i].at < to)
			return true;
	return false;
}

/* "12", "01v2", "13完": the number of digits, or 0. */
static size_t number_digits(const struct scan *s, const struct word *w)
{
	const char *p = s->low.buf + w->at;
	size_t n = strspn(p, "0123456789"), rest = w->len - n;

	if (rest == 0 || (rest == 2 && p[n] == 'v') || (rest == 3 && (unsigned char)p[n] >= 0xe3))
		return n;
	return 0;
}

/* Whether a bracket holds a number or release words, and so stands behind the title. */
static bool is_detail(const struct scan *s, size_t open)
{
	size_t i = 0;

	while (i < s->nwords && s->words[i].at <= open)
		i++;
	return i == s->nwords || s->words[i].classes == W_TAG || number_digits(s, &s->words[i]) > 0;
}

/*
 * What stands in front of the title: "[Group] ", "www.site.org - ", "(1) ". When only brackets follow, the
 * title is in the one before the details: "[REC] (2007)", "[Title][02][1080p]", "[Group][Title][02]".
 */
static void find_start(struct scan *s)
{
	const char *low = s->low.buf;
	size_t at = skip_gap(s, 0), close, digits, inside = 0;
	bool details = false;

	if (!strncmp(low + at, "www.", 4))
		at = skip_gap(s, at + strcspn(low + at, " ]"));
	for (; low[at] == '[' && low[close = at + strcspn(low + at, "]")]; at = skip_gap(s, close + 1)) {
		details |= inside > 0 && is_detail(s, at);
		if (!details)
			inside = at + 1;
	}
	if (inside > 0 && (!low[at] || strchr("({[", low[at]))) {
		s->start = inside;
		cut(s, inside + strcspn(low + inside, "]"));
		return;
	}
	digits = low[at] == '(' ? strspn(low + at + 1, "0123456789") : 0;
	if (digits > 0 && digits < 3 && low[at + 1 + digits] == ')') /* a list's number */
		at = skip_gap(s, at + digits + 2);
	s->start = at;
}

/* Release words and brackets behind the start end the title. */
static void cut_at_tags(struct scan *s, struct reading *r)
{
	const char *low = s->low.buf;

	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i];
		if (w->classes != W_TAG)
			continue;
		r->tagged = true;
		if (w->from > s->start && w->from < s->end) {
			s->end = w->from;
			s->tag_ends = true;
		}
	}
	for (size_t at = s->start + strcspn(low + s->start, "[]{"); at < s->end && low[at]; at++)
		if (strchr("[]{", low[at]) && has_text(s, s->start, at))
			cut(s, at);
}

/* The first year in brackets, else the last bare one in front of the end, else the first behind it. */
static const struct word *find_year(const struct scan *s, enum name_kind kind)
{
	const struct word *best = NULL, *leading = NULL;

	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i];
		if (!is_year(s, w))
			continue;
		if (w->from >= s->end && (best || leading || kind == NAME_EPISODE))
			break;
		if (w->from >= s->end)
			return w;
		if (w->from <= s->start) {
			leading = w->open ? w : NULL; /* "(1995) Movie Name" */
			continue;
		}
		/* bare, in an episode's name: only the last word in front of its number */
		if (!w->open && kind == NAME_EPISODE && i + 1 < s->nwords && s->words[i + 1].at < s->end)
			continue;
		if (!best || !best->open)
			best = w;
	}
	return best ? best : leading;
}

static void cut_at_year(struct scan *s, struct reading *r, enum name_kind kind)
{
	const struct word *w = find_year(s, kind);

	if (!w)
		return;
	r->year = number_of(s, w);
	if (w->from > s->start) {
		if (w->from < s->end) {
			s->end = w->from;
			s->tag_ends = false;
		}
	} else {
		s->start = skip_gap(s, w->at + w->len + 1);
	}
}

/* "The", "A": no title by itself, so nothing is cut off behind it. */
static bool is_article(const struct scan *s, const struct word *w)
{
	return word_is(s, w, "the") || word_is(s, w, "a") || word_is(s, w, "an") || word_is(s, w, "der") ||
	       word_is(s, w, "die") || word_is(s, w, "das") || word_is(s, w, "le") || word_is(s, w, "la");
}

/* "extended", "director's cut", "50th anniversary edition": how many words, ending with words[i], are an
 * edition. */
static size_t edition_words(const struct scan *s, size_t i)
{
	size_t n = 0;

	if (s->words[i].classes & W_EDITION)
		return 1;
	if (i > 0 && s->words[i].classes & W_PREFIX && word_is(s, &s->words[i - 1], "edition"))
		return 2; /* "Edition Collector" */
	if (!(s->words[i].classes & W_CUT))
		return 0;
	if (i > 1 && !s->words[i - 1].classes && s->words[i - 2].classes & W_PREFIX)
		n = 1; /* "ultimate hunter edition" */
	while (n < i && s->words[i - n - 1].classes & (W_PREFIX | W_EDITION))
		n++;
	if (n > 0 && n < i && strspn(s->low.buf + s->words[i - n - 1].at, "0123456789") > 0 &&
		word_is(s, &s->words[i - n], "anniversary"))
		n++;
	return n ? n + 1 : 0;
}

/* From the end backwards: editions, and in front of a release word also weak words. */
static void cut_weak(struct scan *s)
{
	size_t first = 0, i, n, keep;

	while (first < s->nwords && s->words[first].at < s->start)
		first++;
	for (i = first; i < s->nwords && s->words[i].from < s->end;)
		i++;
	for (keep = i; keep > first; keep -= n) {
		n = edition_words(s, keep - 1);
		if (!n && s->tag_ends && s->words[keep - 1].classes & (W_WEAK | W_EDITION))
			n = 1;
		if (!n || n > keep - first)
			break;
	}
	if (keep < i && keep > first && !(keep == first + 1 && is_article(s, &s->words[first])))
		cut(s, s->words[keep].from);
}

/* The edition's words wherever they stand behind the title, as written. */
static void read_edition(const struct scan *s, struct reading *r)
{
	for (size_t i = s->nwords, n; i > 0 && s->words[i - 1].from >= s->end; i -= n ? n : 1) {
		n = edition_words(s, i - 1);
		for (size_t k = 1; k <= n; k++) {
			const struct word *w = &s->words[i - k];
			if (r->edition.len)
				strbuf_splice(&r->edition, 0, 0, " ", 1);
			strbuf_splice(&r->edition, 0, 0, s->text.buf + w->at, w->len);
		}
	}
}

/* "{edition-Director's Cut}", "[tmdbid=603]", "{imdb-tt0133093}", a bare tt0133093 */
static void read_ids(const struct scan *s, struct reading *r)
{
	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i], *v = &s->words[i + 1];
		const char *low = s->low.buf + w->at;
		if (w->len >= 9 && w->len <= 10 && !strncmp(low, "tt", 2) &&
			strspn(low + 2, "0123456789") == w->len - 2) {
			memcpy(r->imdb_id, low, w->len);
			r->imdb_id[w->len] = '\0';
		}
		if (!w->open || i + 1 == s->nwords || v->at != w->at + w->len + 1 ||
			!strchr("-=", low[w->len]))
			continue;
		if ((word_is(s, w, "tmdb") || word_is(s, w, "tmdbid")) && is_number(s, v))
			r->tmdb_id = strtoll(s->low.buf + v->at, NULL, 10);
		else if ((word_is(s, w, "tvdb") || word_is(s, w, "tvdbid")) && is_number(s, v))
			r->tvdb_id = strtoll(s->low.buf + v->at, NULL, 10);
		else if (word_is(s, w, "edition")) {
			strbuf_clear(&r->edition);
			strbuf_add(&r->edition, s->text.buf + v->at, strcspn(s->text.buf + v->at, "])}"));
		}
	}
}

/* The number that a word is, alone or as "01v2", "13完"; its digits in *digits. -1: none, or one of another
 * meaning. */
static int bare_value(const struct scan *s, const struct word *w, size_t *digits)
{
	static const int heights[] = {480, 576, 720, 1080, 2160};
	int v;

	*digits = number_digits(s, w);
	if (*digits < 1 || *digits > 5 || w->classes & W_TAG)
		return -1;
	v = atoi(s->low.buf + w->at);
	if (*digits == 4 && v >= 1900 && v < 2100)
		return -1;
	for (size_t i = 0; i < sizeof(heights) / sizeof(*heights); i++)
		if (v == heights[i])
			return -1;
	return v;
}

/* How much a number that stands alone looks like the episode's; 0: not at all. */
static int bare_score(const struct scan *s, const struct word *w, size_t tags_at, bool below_season)
{
	const char *low = s->low.buf, *behind = low + w->at + w->len;
	bool dash_before = w->at >= 3 && !memcmp(low + w->at - 3, " - ", 3);
	size_t digits;

	if (bare_value(s, w, &digits) < 0)
		return 0;
	if (w->open)
		return w->at == w->from + 1 && strchr(")]}", *behind) && w->from > s->start
			       ? (w->open == '[' ? 5 : 3)
			       : 0;
	if (w->at >= tags_at)
		return 0;
	if (w->at <= s->start)
		return below_season || *low == '0' ? 8 : 0;
	if (w->at > 1 && strchr("-~", low[w->at - 1]) && low[w->at - 2] >= '0' && low[w->at - 2] <= '9')
		return 0; /* the end of a range */
	return (dash_before || low[w->at - 1] == '#' ? 4 : 0) +
	       (w->at + w->len >= tags_at || strchr("[(", behind[strspn(behind, " ._")]) ||
				       !strncmp(behind, " - ", 3)
			       ? 2
			       : 0) +
	       (digits >= 3 || low[w->at] == '0' ? 1 : 0);
}

/* The last number of "01-12", or of "103.104"; 'first' itself when it is alone. */
static int bare_last(const struct scan *s, const struct word *w, int first)
{
	const struct word *next = w + 1;
	char gap = s->low.buf[w->at + w->len];
	size_t digits;
	int v;

	if (next >= s->words + s->nwords || next->at != w->at + w->len + 1)
		return first;
	v = bare_value(s, next, &digits);
	if (strchr("-~", gap) && v > first && v - first < NAME_MAX_EPISODES)
		return v;
	return strchr(". ", gap) && first >= 100 && v == first + 1 ? v : first;
}

static bool inside(const struct word *w, const struct span *span)
{
	return w->at >= span->from && w->at < span->to;
}

/* "Show - 045", "show.103.hdtv", "01 - Pilot" below a season's folder, "show.10708", "[Show][02]". */
static void read_bare(struct scan *s, struct reading *r, size_t tags_at, int folder_season)
{
	struct numbers *n = &r->numbers;
	const struct word *w = NULL;
	int score = 0, season = n->season >= 0 ? n->season : folder_season, v, last;
	size_t digits;

	for (const struct word *c = s->words; c < s->words + s->nwords; c++) {
		const struct word *next = c + 1;
		int sc = inside(c, &n->at_date) || inside(c, &n->at_season)
				 ? 0
				 : bare_score(s, c, tags_at, folder_season >= 0);
		v = bare_value(s, c, &digits);
		if (sc > 0 && bare_last(s, c, v) != v) { /* two numbers, as good as the better one */
			last = bare_score(s, next, tags_at, false);
			sc = last > sc ? last : sc;
		} else {
			next = c;
		}
		if (sc > 0 && sc >= score) {
			score = sc;
			w = c;
		}
		c = next;
	}
	if (!w)
		return;
	v = bare_value(s, w, &digits);
	last = bare_last(s, w, v);
	if (digits == 5 && v % 100 == v / 100 % 100 + 1) {
		n->season = v / 10000;
		last = v % 100;
		v = v / 100 % 100;
	} else if (season >= 0 && v / 100 == season && digits > 2) {
		last -= v - v % 100;
		v %= 100;
	} else if (season < 0 && digits < 5 && v >= 100 && s->low.buf[0] != '[' &&
		   (digits == 4 || s->low.buf[w->at] != '0')) {
		r->absolute = v;
		n->season = v / 100;
		last -= v - v % 100;
		v %= 100;
	} else if (season < 0) {
		r->absolute = v;
	}
	n->at_episode = (struct span){w->at, w->at + w->len};
	for (; v <= last && n->nepisodes < NAME_MAX_EPISODES; v++)
		n->episodes[n->nepisodes++] = v;
	cut(s, w->from);
}

/* "James_Bond-f21-Casino_Royale-x02-Stunts": the film's number in its series, the bonus' number. Their dashes
 * are tight. */
static void cut_at_film_number(struct scan *s, struct reading *r)
{
	const char *low = s->low.buf;

	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i];
		if (w->len != 3 || w->at <= s->start || low[w->at - 1] != '-' ||
			!strchr("-", low[w->at + 3]) || strspn(low + w->at + 1, "0123456789") != 2)
			continue;
		if (low[w->at] == 'x') {
			r->is_bonus = true;
			cut(s, w->at);
		} else if (low[w->at] == 'f' && low[w->at + 3] == '-' && w->at < s->end) {
			s->start = w->at + 4;
		}
	}
}

static void cut_at_numbers(struct scan *s, const struct numbers *n)
{
	const struct span *spans[] = {&n->at_date, &n->at_season, &n->at_episode};

	for (size_t i = 0; i < 3; i++) {
		if (spans[i]->to == 0 || spans[i]->from >= s->end)
			continue;
		if (spans[i] == &n->at_date && !has_text(s, s->start, spans[i]->from))
			s->start = skip_gap(s, spans[i]->to);
		else
			cut(s, spans[i]->from);
		s->tag_ends = false;
	}
}

/* Dots are spaces when there are no spaces; single letters keep theirs: "S.H.I.E.L.D." */
static bool keeps_dot(const char *s, size_t i, size_t len)
{
	bool one_before = i >= 1 && (i == 1 || strchr(" ._", s[i - 2])) && !strchr(" ._0123456789", s[i - 1]);
	bool one_behind = i + 1 < len && !strchr(" ._", s[i + 1]) && (i + 2 == len || s[i + 2] == '.');
	bool chained = i >= 2 && s[i - 2] == '.';

	return one_before && (one_behind || chained);
}

static void add_title(struct strbuf *out, const char *s, size_t len)
{
	bool spaces = memchr(s, ' ', len) != NULL;

	for (size_t i = 0; i < len; i++) {
		char c = s[i];
		if (c == '_' || c == '\t' || (c == '.' && !spaces && !keeps_dot(s, i, len)))
			c = ' ';
		if (c == ' ' && (!out->len || out->buf[out->len - 1] == ' '))
			continue;
		strbuf_addch(out, c);
	}
}

static void trim_title(struct strbuf *t)
{
	size_t n = 0;

	while (t->len > 0 && strchr(" -_,;:([{|/+~=#", t->buf[t->len - 1]))
		strbuf_setlen(t, t->len - 1);
	while (n < t->len && strchr(" -_.,;:)]}|/+~=", t->buf[n]))
		n++;
	strbuf_splice(t, 0, n, "", 0);
}

/* "Simpsons, The" */
static void move_article(struct strbuf *t)
{
	static const char *const articles[] = {"The", "A", "An", "Der", "Die", "Das", "Le", "La", "Les"};

	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++) {
		size_t len = strlen(articles[i]);
		if (t->len <= len + 2 || strcasecmp(t->buf + t->len - len, articles[i]) ||
			strncmp(t->buf + t->len - len - 2, ", ", 2))
			continue;
		strbuf_setlen(t, t->len - len - 2);
		strbuf_splice(t, 0, 0, " ", 1);
		strbuf_splice(t, 0, 0, articles[i], len);
		return;
	}
}

/* Chinese in front of a Latin title: releases give both. */
static size_t skip_han(const char *text, size_t from, size_t to)
{
	size_t at = from;

	while (at + 2 < to && (unsigned char)text[at] >= 0xe4 && (unsigned char)text[at] <= 0xe9)
		at += 3;
	if (at == from || at + 1 >= to || !strchr(" .", text[at]) ||
		!((text[at + 1] | 32) >= 'a' && (text[at + 1] | 32) <= 'z'))
		return from;
	return at + 1;
}

/* "A Bout Portant (The Killers)" in front of a year or release words: another title, a director. */
static size_t cut_group(const struct scan *s, size_t from, size_t to)
{
	const char *text = s->text.buf;
	size_t end = to, open;

	while (end > from && strchr(" .", text[end - 1]))
		end--;
	if (to == s->text.len || end == from || text[end - 1] != ')')
		return to;
	for (open = end; open > from && text[open - 1] != '(';)
		open--;
	return open > from + 1 && has_text(s, from, open - 1) ? open - 1 : to;
}

static void read_title(const struct scan *s, struct reading *r, enum name_kind kind)
{
	const char *text = s->text.buf, *alternative;
	size_t from = s->start, to = s->end;

	if (to <= from)
		return;
	/* the last of several languages: "Босх / Bosch" */
	while ((alternative = memmem(text + from, to - from, " / ", 3)) &&
		has_text(s, (size_t)(alternative - text) + 3, to))
		from = (size_t)(alternative - text) + 3;
	from = skip_han(text, from, to);
	to = kind == NAME_MOVIE ? cut_group(s, from, to) : to;
	add_title(&r->title, text + from, to - from);
	trim_title(&r->title);
	move_article(&r->title);
}

void reading_parse(struct reading *r, const char *name, size_t len, enum name_kind kind, int folder_season)
{
	struct scan s = {.text = STRBUF_INIT, .low = STRBUF_INIT};
	size_t tags_at;

	normalise(&s.text, name, len);
	strbuf_addbuf(&s.low, &s.text);
	for (size_t i = 0; i < s.low.len; i++)
		if (s.low.buf[i] >= 'A' && s.low.buf[i] <= 'Z')
			s.low.buf[i] |= 32;
	s.end = s.low.len;
	split_words(&s);
	find_start(&s);
	cut_at_tags(&s, r);
	tags_at = s.end;
	if (kind == NAME_EPISODE) {
		name_numbers(s.low.buf, true, &r->numbers);
		cut_at_numbers(&s, &r->numbers);
		if (!r->numbers.nepisodes)
			read_bare(&s, r, tags_at, folder_season);
		if (s.end == tags_at) /* no number: "Show 2013 Christmas Special" */
			kind = NAME_SERIES;
	} else {
		cut_at_film_number(&s, r);
	}
	cut_at_year(&s, r, kind);
	cut_weak(&s);
	read_edition(&s, r);
	read_ids(&s, r);
	read_title(&s, r, kind);
	strbuf_release(&s.text);
	strbuf_release(&s.low);
}

void reading_release(struct reading *r)
{
	strbuf_release(&r->title);
	strbuf_release(&r->edition);
}
