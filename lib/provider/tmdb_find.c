/*
 * What TMDB has that an item may be; see tmdb.h. By its ids of others; else by its titles with its year;
 * where nothing of that is clear, by the titles without one; and where something nearly fits, the other
 * titles of that are looked at, too.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/country.h"
#include "provider/match.h"
#include "provider/tmdb.h"
#include "store/pins.h"

#define LOOKED_AT 3 /* of those that may be it, for their other titles */

/* What is searched, and by what members its results say what they are. */
static const struct search {
	enum entity type;
	const char *page;   /* below themoviedb.org and in the paths of questions */
	const char *search; /* in search/… */
	const char *year;   /* the parameter; NULL: it has no year */
	const char *found;  /* the results of find/ */
	const char *title, *original, *date;
} searches[] = {
	{ENTITY_MOVIE, "movie", "movie", "year", "movie_results", "title", "original_title", "release_date"},
	{ENTITY_SERIES, "tv", "tv", "first_air_date_year", "tv_results", "name", "original_name",
		"first_air_date"},
	{ENTITY_SET, "collection", "collection", NULL, NULL, "name", "original_name", NULL},
};

struct finder {
	const struct search *of;
	struct ask *ask;
	const struct subject *subject;
	struct tmdb_languages languages;
	struct match_list found;
	enum ask_state state; /* ASK_WAITING or ASK_FAILED: of what was asked so far */
	struct error *err;
};

/* A set as people call it: without TMDB's last word, "Collection". */
static void add_brief(struct meta_names *aliases, const char *title)
{
	const char *last = strrchr(title, ' ');
	char *brief;

	if (!last)
		return;
	brief = xstrndup(title, (size_t)(last - title));
	names_add(aliases, brief);
	free(brief);
}

static void add_match(struct finder *f, const cJSON *json, bool by_id)
{
	struct match m = {.provider = PROVIDER_TMDB, .by_id = by_id};
	const char *original = loose_text(json, f->of->original);
	struct strbuf url = STRBUF_INIT;
	const char *country;
	char id[LOOSE_ID];

	m.id = (char *)loose_id(json, "id", id);
	m.title = (char *)loose_text(json, f->of->title);
	m.original_title = (char *)original;
	if (!m.title)
		m.title = (char *)original;
	country =
		country_code(cJSON_GetStringValue(cJSON_GetArrayItem(loose_list(json, "origin_country"), 0)));
	if (country)
		memcpy(m.country, country, 2);
	m.year = f->of->date ? fill_year(loose_text(json, f->of->date)) : 0;
	loose_real(json, "popularity", &m.popularity);
	if (m.id && m.title) {
		if (f->of->type == ENTITY_SET)
			add_brief(&m.aliases, m.title);
		strbuf_addf(&url, "https://www.themoviedb.org/%s/%s", f->of->page, m.id);
		m.url = url.buf;
		match_add(&f->found, &m);
	}
	names_release(&m.aliases);
	strbuf_release(&url);
}

/* Notes an answer that is not there yet, or failed. */
static void note(struct finder *f, enum ask_state state)
{
	if (state == ASK_FAILED || (state == ASK_WAITING && f->state != ASK_FAILED))
		f->state = state;
}

/* The list in an answer; NULL: there is none to read. */
static const cJSON *ask_list(struct finder *f, const char *path, const char *key)
{
	const cJSON *json, *list;
	enum ask_state state = tmdb_get(f->ask, path, NULL, NULL, &json, f->err);

	note(f, state);
	if (state != ASK_ANSWERED)
		return NULL;
	list = loose_list(json, key);
	if (!list) {
		error_set(f->err, ERR_BAD_ANSWER, "tmdb's answer to '%s' has no '%s'", path, key);
		note(f, ASK_FAILED);
	}
	return list;
}

static bool answered(const struct finder *f)
{
	return f->state != ASK_WAITING && f->state != ASK_FAILED;
}

static void find_by_id(struct finder *f, const char *type, const char *source)
{
	const char *id = meta_id(f->subject->meta, type);
	struct strbuf path = STRBUF_INIT;
	const cJSON *list, *item;

	if (!id)
		return;
	strbuf_addstr(&path, "find/");
	fill_encode(&path, id);
	strbuf_addf(&path, "?external_source=%s&", source);
	tmdb_add_language(&path, &f->languages, 0);
	list = ask_list(f, path.buf, f->of->found);
	cJSON_ArrayForEach (item, list) {
		add_match(f, item, true);
	}
	strbuf_release(&path);
}

/* A title without the country that people put behind it: "The Office (US)". */
static size_t searched_length(const char *title)
{
	size_t len = strlen(title), upper;

	if (len < 6 || title[len - 1] != ')')
		return len;
	upper = strspn(title + len - 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	if (upper == 2 && !strncmp(title + len - 5, " (", 2))
		return len - 5;
	return len;
}

static void search_title(struct finder *f, const char *title, const char *year)
{
	struct strbuf path = STRBUF_INIT;
	const cJSON *list, *item;
	char *query;

	query = xstrndup(title, searched_length(title));
	strbuf_addf(&path, "search/%s?query=", f->of->search);
	fill_encode(&path, query);
	if (year)
		strbuf_addf(&path, "&%s=%s", f->of->year, year);
	strbuf_addch(&path, '&');
	tmdb_add_language(&path, &f->languages, 0);
	list = ask_list(f, path.buf, "results");
	cJSON_ArrayForEach (item, list) {
		add_match(f, item, false);
	}
	strbuf_release(&path);
	free(query);
}

static void search(struct finder *f, const char *year)
{
	const struct meta *m = f->subject->meta;
	const char *title = meta_get(m, MF_TITLE), *original = meta_get(m, MF_ORIGINAL_TITLE);

	if (!title && f->of->type == ENTITY_SET)
		title = m->set_name;
	if (title)
		search_title(f, title, year);
	if (original && (!title || strcmp(title, original) != 0))
		search_title(f, original, year);
}

static bool is_clear(const struct finder *f)
{
	struct match_list copy = {0};
	enum match_verdict verdict;
	size_t i;

	for (i = 0; i < f->found.n; i++)
		match_add(&copy, &f->found.item[i]);
	verdict = match_judge(&copy, f->subject);
	match_list_release(&copy);
	return verdict == MATCH_CLEAR;
}

static void add_aliases(struct meta_names *aliases, const cJSON *list)
{
	const cJSON *json;

	cJSON_ArrayForEach (json, list) {
		const cJSON *data = json_member(json, "data"); /* of a translation */
		const char *title = loose_text(data ? data : json, "title");

		if (!title)
			title = loose_text(data, "name");
		if (title)
			names_add(aliases, title);
	}
}

/* What the details say of one that was found; which are then there, if it is the one. */
static void look_at(struct finder *f, struct match *m)
{
	const cJSON *json, *titles;
	struct strbuf path = STRBUF_INIT;
	enum ask_state state;
	int64_t runtime;

	if (f->of->type == ENTITY_MOVIE)
		tmdb_film_path(&path, m->id, &f->languages);
	else
		tmdb_series_path(&path, m->id, &f->languages);
	state = tmdb_get(f->ask, path.buf, "id", m->id, &json, f->err);
	note(f, state);
	if (state == ASK_ANSWERED) {
		titles = json_member(json, "alternative_titles");
		add_aliases(&m->aliases, loose_list(titles, "titles"));
		add_aliases(&m->aliases, loose_list(titles, "results"));
		add_aliases(&m->aliases, loose_list(json_member(json, "translations"), "translations"));
		if (loose_int(json, "runtime", &runtime) && runtime > 0 && runtime < 10000)
			m->runtime = (int)runtime;
	}
	strbuf_release(&path);
}

/* One that two searches found counts once. */
static bool is_again(const struct match_list *list, size_t i)
{
	size_t k;

	for (k = 0; k < i && strcmp(list->item[k].id, list->item[i].id) != 0; k++)
		;
	return k < i;
}

static void look_at_first(struct finder *f)
{
	size_t i, looked = 0;

	for (i = 0; i < f->found.n && looked < LOOKED_AT; i++)
		if (!is_again(&f->found, i)) {
			look_at(f, &f->found.item[i]);
			looked++;
		}
}

static const char *year_known(const struct meta *m, char out[5])
{
	const char *date = meta_get(m, MF_YEAR) ? meta_get(m, MF_YEAR) : meta_get(m, MF_PREMIERED);

	if (!date)
		return NULL;
	memcpy(out, date, 4);
	out[4] = '\0';
	return out;
}

/* Everything that can be found; stops where an answer is not there yet. */
static void find(struct finder *f)
{
	const struct meta *m = f->subject->meta;
	const char *year;
	char digits[5];

	if (f->of->found) {
		find_by_id(f, "imdb", "imdb_id");
		find_by_id(f, "wikidata", "wikidata_id");
		if (f->of->type == ENTITY_SERIES)
			find_by_id(f, "tvdb", "tvdb_id");
	}
	if (!answered(f) || f->found.n)
		return;
	year = f->of->year ? year_known(m, digits) : NULL;
	search(f, year);
	if (answered(f) && year && !is_clear(f))
		search(f, NULL);
	if (answered(f) && f->of->found && !is_clear(f))
		look_at_first(f);
}

enum ask_state tmdb_identify(struct ask *a, const struct subject *s, const struct wishes *w,
	struct match_list *out, struct error *err)
{
	struct finder f = {.ask = a, .subject = s, .state = ASK_ANSWERED, .err = err};
	size_t i;

	for (i = 0; i < sizeof(searches) / sizeof(searches[0]); i++)
		if (searches[i].type == s->type)
			f.of = &searches[i];
	if (!f.of)
		return ASK_NOTHING;
	tmdb_languages(w, &f.languages);
	find(&f);
	if (answered(&f) && !f.found.n)
		f.state = ASK_NOTHING;
	for (i = 0; answered(&f) && i < f.found.n; i++)
		match_add(out, &f.found.item[i]);
	match_list_release(&f.found);
	return f.state;
}
