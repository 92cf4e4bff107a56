/*
 * One component: cut into words, find the anchors, take the title in front of the first.
 *
 * Anchors are the season and episode, a date, the year, a bracket, and words that only releases use
 * (name_words.c). Words that titles have too (German, Limited, Extended) are cut off backwards from an
 * anchor, as far as they reach.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/alloc.h"
#include "media/name_read.h"
#include "media/name_words.h"

#define MAX_COMPONENT 1024 /* bytes; more is not read */
#define MAX_WORDS 160
#define SEPARATORS " ._-()[]{}<>,;:+~|=/\\"

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

/* Brackets of East Asian typewriters, which groups use, become ours. */
static void normalise(struct strbuf *text, const char *name, size_t len)
{
	static const struct {
		const char *from;
		char to;
	} brackets[] = {{"【", '['}, {"】", ']'}, {"（", '('}, {"）", ')'}, {"★", ' '}};
	struct strbuf clean = STRBUF_INIT;

	strbuf_add_utf8(&clean, name, len < MAX_COMPONENT ? len : MAX_COMPONENT);
	for (size_t i = 0; i < clean.len; i++) {
		size_t b = 0;
		while (b < sizeof(brackets) / sizeof(*brackets) &&
			strncmp(clean.buf + i, brackets[b].from, 3))
			b++;
		if (b < sizeof(brackets) / sizeof(*brackets)) {
			strbuf_addch(text, brackets[b].to);
			i += 2;
		} else {
			strbuf_addch(text, clean.buf[i]);
		}
	}
	strbuf_release(&clean);
}

/* "web-dl", "blu-ray", "h.264" are tags of two words. */
static void class_pairs(struct scan *s)
{
	char pair[16];

	for (size_t i = 0; i + 1 < s->nwords; i++) {
		struct word *a = &s->words[i], *b = &s->words[i + 1];
		if (b->at != a->at + a->len + 1 || a->len + b->len > sizeof(pair) || a->classes == W_TAG)
			continue;
		memcpy(pair, s->low.buf + a->at, a->len);
		memcpy(pair + a->len, s->low.buf + b->at, b->len);
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

	return w->open ? v >= 1870 && v < 2100 : v >= 1900 && v <= next_year();
}

static size_t skip_gap(const struct scan *s, size_t at)
{
	return at + strspn(s->low.buf + at, " ._-");
}

/*
 * What stands in front of the title: "[Group] ", "www.site.org - ". A bracket is the title itself when
 * nothing but brackets follows: "[REC] (2007)", "[Title][02][1080p]".
 */
static void find_start(struct scan *s)
{
	const char *low = s->low.buf;
	size_t at = skip_gap(s, 0);

	if (!strncmp(low + at, "www.", 4))
		at = skip_gap(s, at + strcspn(low + at, " ]"));
	while (low[at] == '[') {
		size_t close = at + strcspn(low + at, "]");
		if (!low[close])
			break;
		at = skip_gap(s, close + 1);
	}
	if (!low[at] || low[at] == '(' || low[at] == '{')
		at = low[0] == '[' ? 1 : 0;
	s->start = at;
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

/* The last year in front of the end, one in brackets before a bare one; else the first behind it. */
static const struct word *find_year(const struct scan *s, enum name_kind kind)
{
	const struct word *best = NULL;

	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i];
		if (!is_year(s, w))
			continue;
		if (w->from >= s->end)
			return best || kind == NAME_EPISODE ? best : w;
		if (!w->open && w->from <= s->start)
			continue;
		/* bare, in an episode's name: only the last word in front of its number */
		if (!w->open && kind == NAME_EPISODE && i + 1 < s->nwords && s->words[i + 1].at < s->end)
			continue;
		if (!best || w->open || !best->open)
			best = w;
	}
	return best;
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
	} else { /* "(1995) Movie Name" */
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
	if (!(s->words[i].classes & W_CUT))
		return 0;
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
	for (size_t i = 0; i < s->nwords; i++) {
		size_t n = s->words[i].from >= s->end ? edition_words(s, i) : 0;
		if (!n)
			continue;
		if (n == 1 && i + 1 < s->nwords && s->words[i + 1].classes & W_CUT)
			continue; /* counted with the word behind it */
		for (size_t k = i + 1 - n; k <= i; k++) {
			if (r->edition.len)
				strbuf_addch(&r->edition, ' ');
			strbuf_add(&r->edition, s->text.buf + s->words[k].at, s->words[k].len);
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

/* A number that stands alone in an episode's name, and how much it looks like the episode's. */
static int bare_score(const struct scan *s, size_t i, int folder_season)
{
	const struct word *w = &s->words[i];
	const char *low = s->low.buf, *behind = low + w->at + w->len;
	bool first = w->at <= skip_gap(s, s->start),
	     dash_before = w->at >= 3 && !memcmp(low + w->at - 3, " - ", 3);
	int v = number_of(s, w), score = 0;

	if (v < 0 || w->len > 5 || w->open || is_year(s, w) || (first && folder_season < 0 && *low != '0'))
		return 0;
	if (v == 480 || v == 576 || v == 720 || v == 1080 || v == 2160)
		return 0;
	score += first ? 4 : 0;
	score += dash_before || low[w->at - !!w->at] == '#' ? 4 : 0;
	score += w->at + w->len >= s->end || !*behind || strchr("[(", behind[strspn(behind, " ._")]) ||
				 !strncmp(behind, " - ", 3)
			 ? 2
			 : 0;
	score += w->len >= 3 || low[w->at] == '0' ? 1 : 0;
	return score;
}

/* "Show - 045", "show.103.hdtv", "01 - Pilot" below a season's folder, "show.10708". */
static void read_bare(struct scan *s, struct reading *r, int folder_season)
{
	struct numbers *n = &r->numbers;
	size_t best = 0;
	int score = 0, v;

	for (size_t i = 0; i < s->nwords; i++) {
		int sc = s->words[i].at >= s->start ? bare_score(s, i, folder_season) : 0;
		if (sc >= score && sc > 0) {
			score = sc;
			best = i;
		}
	}
	if (!score)
		return;
	const struct word *w = &s->words[best];
	v = number_of(s, w);
	n->at_episode = (struct span){w->at, w->at + w->len};
	n->nepisodes = 1;
	n->episodes[0] = v;
	if (w->len == 5 && v % 100 == v / 100 % 100 + 1) {
		n->season = v / 10000;
		n->episodes[0] = v / 100 % 100;
		n->episodes[n->nepisodes++] = v % 100;
	} else if (folder_season >= 0) {
		if (v / 100 == folder_season)
			n->episodes[0] = v % 100;
	} else if (v < 100 || w->len > 4 || s->low.buf[w->at] == '0' || s->low.buf[0] == '[') {
		r->absolute = v;
	} else if (n->season < 0) {
		r->absolute = v;
		n->season = v / 100;
		n->episodes[0] = v % 100;
	}
	cut(s, w->at);
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

	while (t->len > 0 && strchr(" -_,;:([{|/+~=", t->buf[t->len - 1]))
		strbuf_setlen(t, t->len - 1);
	while (n < t->len && strchr(" -_.,;:)]}|/+~=", t->buf[n]))
		n++;
	strbuf_splice(t, 0, n, "", 0);
}

static void read_title(const struct scan *s, struct reading *r)
{
	const char *text = s->text.buf, *alternative;
	size_t from = s->start, to = s->end;

	if (to <= from)
		return;
	/* the last of several languages: "Босх / Bosch" */
	while ((alternative = memmem(text + from, to - from, " / ", 3)) &&
		has_text(s, (size_t)(alternative - text) + 3, to))
		from = (size_t)(alternative - text) + 3;
	add_title(&r->title, text + from, to - from);
	trim_title(&r->title);
}

void reading_parse(struct reading *r, const char *name, size_t len, enum name_kind kind, int folder_season)
{
	struct scan s = {.text = STRBUF_INIT, .low = STRBUF_INIT};

	normalise(&s.text, name, len);
	strbuf_addbuf(&s.low, &s.text);
	for (size_t i = 0; i < s.low.len; i++)
		if (s.low.buf[i] >= 'A' && s.low.buf[i] <= 'Z')
			s.low.buf[i] |= 32;
	s.end = s.low.len;
	split_words(&s);
	find_start(&s);
	cut_at_tags(&s, r);
	if (kind == NAME_EPISODE) {
		name_numbers(s.low.buf, true, &r->numbers);
		cut_at_numbers(&s, &r->numbers);
		if (!r->numbers.nepisodes)
			read_bare(&s, r, folder_season);
	}
	cut_at_year(&s, r, kind);
	cut_weak(&s);
	read_edition(&s, r);
	read_ids(&s, r);
	read_title(&s, r);
	strbuf_release(&s.text);
	strbuf_release(&s.low);
}

void reading_release(struct reading *r)
{
	strbuf_release(&r->title);
	strbuf_release(&r->edition);
}
