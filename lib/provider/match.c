/* Matches against what is known of an item; see match.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/strbuf.h"
#include "provider/likeness.h"
#include "provider/match.h"

/* The score is 70 for the title and 30 for the year, each as far as it agrees. */
#define TITLE_POINTS 70
#define YEAR_POINTS 30
#define COUNTRY_POINTS 30 /* less for another country than the title names */
#define RUNTIME_POINTS 10 /* less for a film of another length */

#define TAKEN_FROM 85	 /* this score, by itself, is clear */
#define TITLE_FROM 0.85	 /* if the titles agree so far */
#define APART 5		 /* and no other is nearer than that */
#define POPULAR_TIMES 25 /* or, of equals, it is so many times as popular */
#define NOTHING_BELOW 30 /* in common */

/* What is known of the item. */
struct known {
	struct form title, plain, original; /* 'plain': without a country at its end; empty: there is none */
	char country[3];		    /* that its title names, or "" */
	int year, runtime;		    /* 0: not known */
	bool film;
};

/* The country that a folded title ends with, as Sonarr and TVDB write it; NULL: none. *len: of the title
 * without it. */
static const char *country_at_end(const char *title, size_t *len)
{
	static const struct {
		char word[4], code[3];
	} countries[] = {{"us", "US"}, {"usa", "US"}, {"uk", "GB"}, {"gb", "GB"}, {"au", "AU"}, {"ca", "CA"},
		{"nz", "NZ"}, {"de", "DE"}, {"fr", "FR"}, {"jp", "JP"}, {"kr", "KR"}, {"se", "SE"},
		{"dk", "DK"}, {"nl", "NL"}, {"ie", "IE"}};
	const char *last = strrchr(title, ' ');
	size_t i;

	for (i = 0; last && i < sizeof(countries) / sizeof(*countries); i++)
		if (!strcmp(last + 1, countries[i].word)) {
			*len = (size_t)(last - title);
			return countries[i].code;
		}
	return NULL;
}

static int number_of(const struct meta *m, enum meta_field f)
{
	const char *v = meta_get(m, f);

	return v ? (int)strtol(v, NULL, 10) : 0;
}

static void known_make(struct known *k, const struct subject *s)
{
	const char *title = meta_get(s->meta, MF_TITLE), *original = meta_get(s->meta, MF_ORIGINAL_TITLE);
	const char *country;
	size_t len;

	if (title)
		form_make(&k->title, title);
	if (original)
		form_make(&k->original, original);
	country = k->title.text.len ? country_at_end(k->title.text.buf, &len) : NULL;
	if (country) {
		memcpy(k->country, country, sizeof(k->country));
		strbuf_add(&k->plain.text, k->title.text.buf, len);
		strbuf_addstr(&k->plain.numbers, k->title.numbers.buf);
	}
	k->year = number_of(s->meta, MF_YEAR);
	if (!k->year)
		k->year = number_of(s->meta, MF_PREMIERED); /* its year stands in front */
	k->film = s->type == ENTITY_MOVIE;
	k->runtime = number_of(s->meta, MF_RUNTIME);
}

static void known_release(struct known *k)
{
	form_release(&k->title);
	form_release(&k->plain);
	form_release(&k->original);
}

static double best_of(const struct known *k, const char *title)
{
	struct form f = FORM_INIT;
	double best;

	form_make(&f, title);
	best = fmax(form_likeness(&k->title, &f), form_likeness(&k->original, &f));
	if (*k->country)
		best = fmax(best, form_likeness(&k->plain, &f));
	form_release(&f);
	return best;
}

static double title_agrees(const struct known *k, const struct match *m)
{
	double best = best_of(k, m->title);
	size_t i;

	if (m->original_title && best < 1)
		best = fmax(best, best_of(k, m->original_title));
	for (i = 0; i < m->aliases.n && best < 1; i++)
		best = fmax(best, best_of(k, m->aliases.item[i]));
	return best;
}

static double year_agrees(const struct known *k, const struct match *m)
{
	if (!k->year)
		return 0.6;
	if (!m->year)
		return 0.4;
	return k->year == m->year ? 1 : abs(k->year - m->year) == 1 ? 0.8 : 0;
}

static bool other_length(const struct known *k, const struct match *m)
{
	int apart = abs(k->runtime - m->runtime);

	return k->film && k->runtime && m->runtime && apart > 10 && apart * 100 > k->runtime * 15;
}

/* *title: how well the titles agree. */
static double score(const struct known *k, const struct match *m, double *title)
{
	double points;

	*title = 1;
	if (m->by_id)
		return 100;
	*title = title_agrees(k, m);
	points = TITLE_POINTS * *title + YEAR_POINTS * year_agrees(k, m);
	if (*k->country && *m->country && strcmp(k->country, m->country) != 0)
		points -= COUNTRY_POINTS;
	if (other_length(k, m))
		points -= RUNTIME_POINTS;
	return fmin(fmax(points, 0), 99);
}

struct judged {
	struct match match;
	double title;
};

static int compare(const void *va, const void *vb)
{
	const struct match *a = &((const struct judged *)va)->match, *b = &((const struct judged *)vb)->match;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (a->popularity != b->popularity)
		return a->popularity > b->popularity ? -1 : 1;
	if (a->provider != b->provider)
		return a->provider < b->provider ? -1 : 1;
	return strlen(a->id) != strlen(b->id) ? (strlen(a->id) < strlen(b->id) ? -1 : 1)
					      : strcmp(a->id, b->id);
}

/* Found twice, by two titles. */
static bool is_same(const struct match *a, const struct match *b)
{
	return a->provider == b->provider && !strcmp(a->id, b->id);
}

/* Whether ids name two things that one provider has. */
static bool ids_differ(const struct judged *list, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (list[i].match.by_id && list[i].match.provider == list[0].match.provider)
			return true;
	return false;
}

static bool is_clear(const struct judged *list, size_t n)
{
	const struct match *first = &list[0].match, *next = n > 1 ? &list[1].match : NULL;

	if (first->by_id)
		return !ids_differ(list, n);
	if (first->score < TAKEN_FROM || list[0].title < TITLE_FROM)
		return false;
	if (!next || first->score - next->score >= APART)
		return true;
	return next->popularity > 0 && first->score >= next->score &&
	       first->popularity >= POPULAR_TIMES * next->popularity;
}

/* What is left of the list, sorted. */
static size_t sift(struct judged *list, size_t n)
{
	size_t i, k, left = 0;

	qsort(list, n, sizeof(*list), compare);
	for (i = 0; i < n; i++) {
		bool drop = left == MATCH_KEPT || list[i].match.score < NOTHING_BELOW;

		for (k = 0; k < left && !drop; k++)
			drop = is_same(&list[k].match, &list[i].match);
		if (drop)
			match_release(&list[i].match);
		else
			list[left++] = list[i];
	}
	return left;
}

enum match_verdict match_judge(struct match_list *list, const struct subject *s)
{
	struct known known = {FORM_INIT, FORM_INIT, FORM_INIT, "", 0, 0, false};
	struct judged *judged = xcalloc(list->n + 1, sizeof(*judged));
	enum match_verdict verdict = MATCH_NONE;
	size_t i;

	known_make(&known, s);
	for (i = 0; i < list->n; i++) {
		list->item[i].score = score(&known, &list->item[i], &judged[i].title);
		judged[i].match = list->item[i];
	}
	list->n = sift(judged, list->n);
	for (i = 0; i < list->n; i++)
		list->item[i] = judged[i].match;
	if (list->n)
		verdict = is_clear(judged, list->n) ? MATCH_CLEAR : MATCH_SEVERAL;
	known_release(&known);
	free(judged);
	return verdict;
}
