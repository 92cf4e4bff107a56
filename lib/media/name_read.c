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

#include "core/alloc.h"
#include "media/name_bare.h"
#include "media/name_read.h"
#include "media/name_scan.h"
#include "media/name_words.h"

/* Whether a bracket holds a number or release words, and so stands behind the title. */
static bool is_detail(const struct scan *s, size_t open)
{
	size_t i = 0;

	while (i < s->nwords && s->words[i].at <= open)
		i++;
	return i == s->nwords || s->words[i].classes == W_TAG || scan_digits(s, &s->words[i]) > 0;
}

/* "(1)", "(Hi10)", "(site.com)" in front of a title: a list's number, a release word, an address. */
static bool is_foreign(const struct scan *s, size_t open)
{
	const char *inside = s->low.buf + open + 1;
	size_t len = strcspn(inside, ")"), digits = strspn(inside, "0123456789"), i = 0;

	if (!inside[len])
		return false;
	if (digits > 0 && digits < 3 && digits == len)
		return true;
	while (i < s->nwords && s->words[i].at <= open)
		i++;
	if (i < s->nwords && s->words[i].classes == W_TAG)
		return true;
	return memchr(inside, '.', len) && !memchr(inside, ' ', len);
}

/* The bracket that begins at 'from' - 1 holds the title: its words are cut off where they are. */
static void start_inside(struct scan *s, size_t from)
{
	s->start = from;
	scan_cut(s, from + strcspn(s->low.buf + from, "]"));
	for (size_t i = 0; i < s->nwords; i++) {
		if (s->words[i].at < s->start || s->words[i].at >= s->end)
			continue;
		s->words[i].from = s->words[i].at;
		s->words[i].open = '\0';
	}
}

/*
 * What stands in front of the title: "[Group] ", "www.site.org - ", "(1) ". When only brackets follow, the
 * title is in the one before the details: "[REC] (2007)", "[Title][02][1080p]", "[Group][Title][02]".
 */
static void find_start(struct scan *s)
{
	const char *low = s->low.buf;
	size_t at = scan_skip_gap(s, 0), close, inside = 0;
	bool details = false;

	if (!strncmp(low + at, "www.", 4))
		at = scan_skip_gap(s, at + strcspn(low + at, " ]"));
	for (; low[at] == '[' && low[close = at + strcspn(low + at, "]")]; at = scan_skip_gap(s, close + 1)) {
		details |= inside > 0 && is_detail(s, at);
		if (!details)
			inside = at + 1;
	}
	if (inside > 0 && (!low[at] || strchr("({[", low[at]))) {
		start_inside(s, inside);
		return;
	}
	if (low[at] == '(' && is_foreign(s, at))
		at = scan_skip_gap(s, at + strcspn(low + at, ")") + 1);
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
		r->tags++;
		if (w->from > s->start && w->from < s->end) {
			s->end = w->from;
			s->tag_ends = true;
		}
	}
	for (size_t at = s->start + strcspn(low + s->start, "[]{"); at < s->end && low[at]; at++)
		if (strchr("[]{", low[at]) && scan_has_text(s, s->start, at))
			scan_cut(s, at);
}

/* Whether nothing but weak words stands between a word and the title's end: a bare year in an episode's name
 * counts only there. */
static bool is_last(const struct scan *s, size_t i)
{
	while (++i < s->nwords && s->words[i].at < s->end)
		if (!(s->words[i].classes & (W_WEAK | W_EDITION)))
			return false;
	return true;
}

/* The first year in brackets, else the last bare one in front of the end, else the first behind it. */
static const struct word *find_year(const struct scan *s, const struct span *date, enum name_kind kind)
{
	const struct word *best = NULL, *leading = NULL;

	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i];
		if (!scan_is_year(s, w) || (w->at >= date->from && w->at < date->to))
			continue;
		if (w->from >= s->end && (best || leading || kind == NAME_EPISODE))
			break;
		if (w->from >= s->end)
			return w;
		if (w->from <= s->start) {
			leading = w->open ? w : NULL; /* "(1995) Movie Name" */
			continue;
		}
		if (!w->open && kind == NAME_EPISODE && !is_last(s, i))
			continue;
		if (!best || !best->open)
			best = w;
	}
	return best ? best : leading;
}

static void cut_at_year(struct scan *s, struct reading *r, enum name_kind kind)
{
	const struct word *w = find_year(s, &r->numbers.at_date, kind);

	if (!w)
		return;
	r->year = scan_number(s, w);
	if (w->from <= s->start) {
		s->start = scan_skip_gap(s, w->at + w->len + 1);
	} else if (w->from < s->end) {
		s->end = w->from;
		s->tag_ends = false;
	}
}

/* "The", "A": no title by itself, so nothing is cut off behind it. */
static bool is_article(const struct scan *s, const struct word *w)
{
	return scan_is(s, w, "the") || scan_is(s, w, "a") || scan_is(s, w, "an") || scan_is(s, w, "der") ||
	       scan_is(s, w, "die") || scan_is(s, w, "das") || scan_is(s, w, "le") || scan_is(s, w, "la");
}

/* "extended", "director's cut", "50th anniversary edition": how many words, ending with words[i], are an
 * edition. */
static size_t edition_words(const struct scan *s, size_t i)
{
	const struct word *w = &s->words[i];
	size_t n = 0;

	if (w->classes & W_EDITION)
		return 1;
	if (i > 0 && w->classes & W_PREFIX && scan_is(s, w - 1, "edition"))
		return 2; /* "Edition Collector" */
	if (!(w->classes & W_CUT))
		return 0;
	if (i > 1 && !w[-1].classes && w[-2].classes & W_PREFIX)
		n = 1; /* "ultimate hunter edition" */
	while (n < i && s->words[i - n - 1].classes & (W_PREFIX | W_EDITION))
		n++;
	if (n > 0 && n < i && scan_is(s, &s->words[i - n], "anniversary") &&
		strspn(s->low.buf + s->words[i - n - 1].at, "0123456789") > 0)
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
		if (!n && (s->tag_ends || keep < i) && s->words[keep - 1].classes & (W_WEAK | W_EDITION))
			n = 1;
		if (!n || n > keep - first)
			break;
	}
	if (keep < i && keep > first && !(keep == first + 1 && is_article(s, &s->words[first])))
		scan_cut(s, s->words[keep].from);
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

/* "tt0133093" */
static void read_imdb(const struct scan *s, const struct word *w, struct reading *r)
{
	const char *low = s->low.buf + w->at;

	if (w->len < 9 || w->len > 10 || strncmp(low, "tt", 2) || strspn(low + 2, "0123456789") != w->len - 2)
		return;
	memcpy(r->imdb_id, low, w->len);
	r->imdb_id[w->len] = '\0';
}

static int64_t id_of(const struct scan *s, const struct word *w)
{
	return scan_is_number(s, w) && w->len <= 10 ? strtoll(s->low.buf + w->at, NULL, 10) : 0;
}

/* "{edition-Director's Cut}", "[tmdbid=603]", "(tvdb-81189)", and IMDb's ids wherever they stand */
static void read_ids(const struct scan *s, struct reading *r)
{
	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i], *v = w + 1;
		read_imdb(s, w, r);
		if (!w->open || i + 1 == s->nwords || v->at != w->at + w->len + 1 ||
			!strchr("-=", s->low.buf[v->at - 1]))
			continue;
		if (scan_is(s, w, "tmdb") || scan_is(s, w, "tmdbid")) {
			r->tmdb_id = id_of(s, v);
		} else if (scan_is(s, w, "tvdb") || scan_is(s, w, "tvdbid")) {
			r->tvdb_id = id_of(s, v);
		} else if (scan_is(s, w, "edition")) {
			strbuf_clear(&r->edition);
			strbuf_add(&r->edition, s->text.buf + v->at, strcspn(s->text.buf + v->at, "])}"));
		}
	}
}

/* "-f21-" or "-x02": a sign and two digits between tight dashes. */
static bool is_film_number(const struct scan *s, const struct word *w, char sign)
{
	const char *low = s->low.buf + w->at;

	return w->len == 3 && w->at > s->start && low[-1] == '-' && low[0] == sign &&
	       strspn(low + 1, "0123456789") == 2 && (low[3] == '-' || !low[3]);
}

/* "James_Bond-f21-Casino_Royale-x02-Stunts": the film's number in its series, and the bonus' in the film. An
 * episode that is asked for as a film, "Show.S01E02", is cut there. */
static void cut_at_film_numbers(struct scan *s, struct reading *r)
{
	struct span marker;

	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i];
		if (is_film_number(s, w, 'x')) {
			r->is_bonus = true;
			scan_cut(s, w->at);
		} else if (is_film_number(s, w, 'f') && scan_has_text(s, w->at + w->len, s->end)) {
			s->start = w->at + w->len + 1;
		}
	}
	if (name_marker(s->low.buf, &marker) && marker.from > s->start)
		scan_cut(s, marker.from);
}

static void cut_at_numbers(struct scan *s, const struct numbers *n)
{
	const struct span *spans[] = {&n->at_date, &n->at_season, &n->at_episode};

	for (size_t i = 0; i < 3; i++) {
		if (spans[i]->to == 0 || spans[i]->from >= s->end)
			continue;
		if (spans[i] == &n->at_date && !scan_has_text(s, s->start, spans[i]->from))
			s->start = scan_skip_gap(s, spans[i]->to);
		else
			scan_cut(s, spans[i]->from);
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
	return open > from + 1 && scan_has_text(s, from, open - 1) ? open - 1 : to;
}

/* The last of several languages, " / " between them: "Босх / Bosch (2014)". Not inside brackets. */
static size_t last_alternative(const struct scan *s, size_t from, size_t to)
{
	const char *text = s->text.buf;
	int depth = 0;

	for (size_t i = from; i + 3 < to; i++) {
		depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
		if (depth == 0 && !memcmp(text + i, " / ", 3) && scan_has_text(s, i + 3, to))
			from = i + 3;
	}
	return from;
}

static void read_title(const struct scan *s, struct reading *r, enum name_kind kind)
{
	size_t from = s->start, to = s->end;

	if (to <= from)
		return;
	if (kind == NAME_MOVIE)
		to = cut_group(s, from, to);
	if (to < s->text.len && to - from > 2 && s->text.buf[to - 1] == '.' && s->text.buf[to - 3] != '.')
		to--; /* between title and anchor: not in "S.W.A.T." and "Monsters, Inc. (2001)" */
	from = last_alternative(s, from, to);
	from = skip_han(s->text.buf, from, to);
	add_title(&r->title, s->text.buf + from, to - from);
	trim_title(&r->title);
	move_article(&r->title);
}

/* Numbers in front of all: a number alone that is sure goes before "part 2", which may belong to the
 * episode's title. */
static void read_numbers(struct scan *s, struct reading *r, enum name_kind kind, int folder_season)
{
	struct numbers *n = &r->numbers;
	size_t tags_at = s->end;
	struct bare bare;

	name_numbers(s->low.buf, n);
	cut_at_numbers(s, n);
	if (n->nepisodes || kind == NAME_SERIES)
		return;
	bare = bare_find(s, n, tags_at, folder_season >= 0);
	if (bare.score < BARE_SURE && !*n->date && name_part_number(s->low.buf, n)) {
		cut_at_numbers(s, n);
	} else if (bare.from >= 0) {
		bare_take(s, &bare, n->season >= 0 ? n->season : folder_season, n, &r->absolute);
		scan_cut(s, bare.first->from);
	}
}

void reading_parse(struct reading *r, const char *name, size_t len, enum name_kind kind, int folder_season)
{
	struct scan s;
	size_t tags_at;

	scan_init(&s, name, len);
	find_start(&s);
	cut_at_tags(&s, r);
	tags_at = s.end;
	if (kind == NAME_MOVIE)
		cut_at_film_numbers(&s, r);
	else
		read_numbers(&s, r, kind, folder_season);
	if (kind == NAME_EPISODE && s.end == tags_at) /* no number: "Show 2013 Christmas Special" */
		kind = NAME_SERIES;
	cut_at_year(&s, r, kind);
	cut_weak(&s);
	read_edition(&s, r);
	read_ids(&s, r);
	read_title(&s, r, kind);
	scan_release(&s);
}

void reading_release(struct reading *r)
{
	strbuf_release(&r->title);
	strbuf_release(&r->edition);
}
