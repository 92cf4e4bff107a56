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
#include "media/name_start.h"
#include "media/name_title.h"
#include "media/name_weak.h"
#include "media/name_words.h"

/* "Title.GERMAN-GRP": a group at the end says that weak words in front of it are of a release. */
static void cut_at_group(struct scan *s)
{
	const struct word *group, *tag;

	if (s->nwords < 3 || memchr(s->low.buf, ' ', s->low.len))
		return;
	group = &s->words[s->nwords - 1];
	tag = group - 1;
	if (s->low.buf[group->at - 1] != '-' || !(tag->classes & (W_WEAK | W_EDITION | W_CUT)) ||
		tag->at <= s->start)
		return;
	s->end = group->from;
	s->tag_ends = true;
}

/* "Title www.site.org", "Title (site.org)", and with spaces between words "Title site.org". */
static void cut_at_site(struct scan *s)
{
	const char *low = s->low.buf;
	bool spaces = memchr(low, ' ', s->low.len);

	for (size_t i = 0; i + 1 < s->nwords; i++) {
		const struct word *w = &s->words[i];
		bool domain =
			scan_is(s, w + 1, "com") || scan_is(s, w + 1, "org") || scan_is(s, w + 1, "net");
		bool set_off = w->open == '(' || (spaces && w->at > 0 && low[w->at - 1] == ' ');
		if (w->from > s->start && low[w->at + w->len] == '.' && w[1].at == w->at + w->len + 1 &&
			(scan_is(s, w, "www") || (domain && set_off)))
			scan_cut(s, w->from);
	}
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
	if (s->end == s->low.len)
		cut_at_group(s);
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

/* "Title.1979.Remastered.2020": the edition's year, between which and the film's only such words stand. */
static bool is_editions(const struct word *film, const struct word *w)
{
	bool edition = false;

	while (++film < w) {
		if (!(film->classes & (W_EDITION | W_PREFIX | W_CUT)))
			return false;
		edition = true;
	}
	return edition;
}

/* The first year in brackets, else the last bare one in front of the end, else the first behind it. */
static const struct word *find_year(const struct scan *s, const struct span *date, enum name_kind kind)
{
	const struct word *best = NULL, *leading = NULL;
	const char *low = s->low.buf;

	for (size_t i = 0; i < s->nwords; i++) {
		const struct word *w = &s->words[i];
		if (!scan_is_year(s, w) || (w->at >= date->from && w->at < date->to))
			continue;
		if (w->from >= s->end && (best || leading || kind == NAME_EPISODE))
			break;
		if (w->from >= s->end)
			return w;
		if (w->from <= s->start) {
			/* "(1995) Name", "1995 - Name", not "1923 - S01E02" */
			leading = w->open || (!strncmp(low + w->at + w->len, " - ", 3) &&
						     scan_has_text(s, w->at + w->len, s->end))
					  ? w
					  : NULL;
			continue;
		}
		if (!w->open && kind == NAME_EPISODE && !is_last(s, i))
			continue;
		if (!best || (!best->open && !is_editions(best, w)))
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
	r->in_brackets = w->open == '(';
	if (w->from <= s->start) {
		s->start = scan_skip_gap(s, w->at + w->len + 1);
	} else if (w->from < s->end) {
		s->end = w->from;
		s->tag_ends = false;
		s->year_ends = r->tags > 0 && (!w->open || !memchr(s->low.buf, ' ', s->low.len));
	}
}

/* "tt0133093" */
static void read_imdb(struct scan *s, const struct word *w, struct reading *r)
{
	const char *low = s->low.buf + w->at;

	if (w->len < 9 || w->len > 10 || strncmp(low, "tt", 2) || strspn(low + 2, "0123456789") != w->len - 2)
		return;
	memcpy(r->imdb_id, low, w->len);
	r->imdb_id[w->len] = '\0';
	if (scan_has_text(s, s->start, w->from))
		scan_cut(s, w->from);
}

static int64_t id_of(const struct scan *s, const struct word *w)
{
	return scan_is_number(s, w) && w->len <= 10 ? strtoll(s->low.buf + w->at, NULL, 10) : 0;
}

/* "{edition-Director's Cut}", "[tmdbid=603]", "(tvdb-81189)", and IMDb's ids wherever they stand */
static void read_ids(struct scan *s, struct reading *r)
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

static void cut_at_numbers(struct scan *s, const struct numbers *n, bool tagged)
{
	const struct span *spans[] = {&n->at_date, &n->at_season, &n->at_episode};

	for (size_t i = 0; i < 3; i++) {
		if (spans[i]->to == 0 || spans[i]->from > s->end + 1) /* its bracket may have cut already */
			continue;
		if (spans[i] == &n->at_date && !scan_has_text(s, s->start, spans[i]->from))
			s->start = scan_skip_gap(s, spans[i]->to);
		else
			scan_cut(s, spans[i]->from);
		s->tag_ends = false;
		s->year_ends = tagged && !memchr(s->low.buf, ' ', s->low.len);
	}
}

/* "Title.AKA.Other.Title", as the scene writes it: the first is the one that is searched for. */
static void cut_at_alias(struct scan *s)
{
	for (size_t i = 0; i < s->nwords && s->words[i].at < s->end; i++)
		if (s->words[i].len == 3 && !memcmp(s->text.buf + s->words[i].at, "AKA", 3) &&
			scan_has_text(s, s->start, s->words[i].from) &&
			scan_has_text(s, s->words[i].at + 3, s->end))
			scan_cut(s, s->words[i].from);
}

/* The last word in front of the title's end; NULL: none. */
static const struct word *last_word(const struct scan *s)
{
	const struct word *last = NULL;

	for (size_t i = 0; i < s->nwords && s->words[i].at < s->end; i++)
		if (s->words[i].at >= s->start)
			last = &s->words[i];
	return last;
}

/* "Title The Complete Series S01": what says how much of a show there is, not how it is called. */
static void cut_pack(struct scan *s)
{
	static const char *const words[] = {"complete", "completa", "completo", "komplett", "integrale",
		"intégrale", "season", "seasons", "series", "collection", "the"};
	const struct word *w;
	size_t end = s->end;
	bool whole = false;

	while ((w = last_word(s)) && scan_has_text(s, s->start, w->at)) {
		size_t i = 0;
		while (i < sizeof(words) / sizeof(*words) && !scan_is(s, w, words[i]))
			i++;
		if (i == sizeof(words) / sizeof(*words) || (whole && i < 10))
			break;
		whole |= i < 6;
		s->end = w->from;
	}
	if (!whole)
		s->end = end;
}

/* "[Group] Title - 12 (S01E12)", "Title - 05 - S01E05": numbered without seasons, too. */
static void cut_absolute(struct scan *s)
{
	const struct word *w = last_word(s);

	if (!w || !scan_digits(s, w) ||
		(!s->group && s->low.buf[w->at] != '0' &&
			strncmp(s->low.buf + w->at + w->len, " - ", 3) != 0))
		return;
	if (w > s->words && w->at == w[-1].at + w[-1].len + 1 && s->low.buf[w->at - 1] == '.' &&
		scan_digits(s, w - 1) && w->at - 1 > s->start)
		w--; /* "15.5" */
	if (w->at > s->start + 3 && !strncmp(s->low.buf + w->at - 3, " - ", 3))
		scan_cut(s, w->at);
}

/* Numbers in front of all: a number alone that is sure goes before "part 2", which may belong to the
 * episode's title. */
static void read_numbers(struct scan *s, struct reading *r, enum name_kind kind, int folder_season)
{
	struct numbers *n = &r->numbers;
	size_t tags_at = s->end;
	struct bare bare;

	name_numbers(s->low.buf, n);
	cut_at_numbers(s, n, r->tags > 0);
	if (n->season >= 0 && n->nepisodes)
		cut_absolute(s);
	if (n->nepisodes || kind == NAME_SERIES)
		return;
	bare = bare_find(s, n, tags_at, folder_season);
	if (bare.score < BARE_SURE && !*n->date && n->season < 0 && name_part_number(s->low.buf, n)) {
		cut_at_numbers(s, n, r->tags > 0);
	} else if (bare.from >= 0) {
		bare_take(s, &bare, n->season >= 0 ? n->season : folder_season, n, &r->absolute);
		if (bare.first->at <= s->start && s->group) /* "[Group] 07 - Show" */
			s->start = scan_skip_gap(s, bare.last->at + bare.last->len);
		else
			scan_cut(s, bare.score ? bare.first->from : s->start); /* "sn203" is no title */
	}
}

static void read_behind(const struct scan *s, struct reading *r)
{
	const struct numbers *n = &r->numbers;
	size_t from = n->at_episode.to, to;

	from = n->at_season.to > from ? n->at_season.to : from;
	from = n->at_date.to > from ? n->at_date.to : from;
	if (!from)
		return;
	to = from + strcspn(s->low.buf + from, "[{");
	for (size_t i = 0; i < s->nwords && s->words[i].at < to; i++)
		if (s->words[i].at >= from && s->words[i].classes == W_TAG)
			to = s->words[i].from > from ? s->words[i].from : from;
	title_between(s, from, to, &r->behind);
}

void reading_parse(struct reading *r, const char *name, size_t len, enum name_kind kind, int folder_season)
{
	struct scan s;
	size_t tags_at;

	scan_init(&s, name, len);
	start_find(&s);
	cut_at_tags(&s, r);
	cut_at_site(&s);
	tags_at = s.end;
	if (kind == NAME_MOVIE)
		cut_at_film_numbers(&s, r);
	else
		read_numbers(&s, r, kind, folder_season);
	if (kind != NAME_MOVIE)
		cut_pack(&s);
	if (kind == NAME_EPISODE && s.end == tags_at) /* no number: "Show 2013 Christmas Special" */
		kind = NAME_SERIES;
	cut_at_year(&s, r, kind);
	cut_at_alias(&s);
	weak_cut(&s);
	weak_edition(&s, &r->edition);
	read_ids(&s, r);
	title_read(&s, kind == NAME_MOVIE, &r->title);
	if (!r->title.len && s.group)
		title_between(&s, 1, strcspn(s.low.buf, "]"), &r->front);
	read_behind(&s, r);
	scan_release(&s);
}

void reading_release(struct reading *r)
{
	strbuf_release(&r->title);
	strbuf_release(&r->edition);
	strbuf_release(&r->front);
	strbuf_release(&r->behind);
}
