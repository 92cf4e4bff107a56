/*
 * What TVDB has that an item may be; see tvdb.h. By its IMDb id; else by its title with and without its year,
 * and where that finds nothing by its original title. Results say their ids of others: one that is the
 * item's is found by it.
 */
#include <stdlib.h>
#include <string.h>

#include "media/country.h"
#include "provider/tvdb.h"
#include "store/pins.h"

#define ALIASES_MAX 100

/* The words for a kind of item: in questions and results, and below thetvdb.com. */
static const char *word_of(enum entity type)
{
	return type == ENTITY_MOVIE ? "movie" : "series";
}

static const char *page_of(enum entity type)
{
	return type == ENTITY_MOVIE ? "movies" : "series";
}

struct finder {
	struct ask *ask;
	const struct subject *subject;
	const struct wishes *wishes;
	struct match_list found;
	enum ask_state state; /* ASK_WAITING or ASK_FAILED: of what was asked so far */
	struct error *err;
};

static bool is_there(const struct match_list *list, const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->item[i].id, id))
			return true;
	return false;
}

/* Its other titles: of a search as texts and by their languages, of a record as objects. */
static void read_aliases(struct match *m, const cJSON *json, const struct wishes *w)
{
	const cJSON *text;
	int best = 0;

	cJSON_ArrayForEach (text, json_member(json, "translations")) {
		int rank = cJSON_IsString(text) && text->string ? tvdb_language_rank(text->string, w) : 0;

		if (!cJSON_IsString(text) || !*text->valuestring || m->aliases.n >= ALIASES_MAX)
			continue;
		names_add(&m->aliases, text->valuestring);
		if (rank > best) {
			m->title = text->valuestring;
			best = rank;
		}
	}
	cJSON_ArrayForEach (text, loose_list(json, "aliases")) {
		const char *alias = cJSON_IsString(text) ? text->valuestring : loose_text(text, "name");

		if (alias && *alias && m->aliases.n < ALIASES_MAX)
			names_add(&m->aliases, alias);
	}
}

/* Adds a record, or a result of a search. */
static void add_match(struct finder *f, const cJSON *json, const char *id, bool by_id)
{
	struct match m = {.provider = PROVIDER_TVDB, .id = (char *)id, .by_id = by_id};
	const char *country = country_code(loose_text(json, "country")), *slug = loose_text(json, "slug");
	struct strbuf url = STRBUF_INIT;

	if (!country)
		country = country_code(loose_text(json, "originalCountry"));
	if (country)
		memcpy(m.country, country, 2);
	m.title = m.original_title = (char *)loose_text(json, "name");
	m.year = fill_year(loose_text(json, "year"));
	read_aliases(&m, json, f->wishes);
	if (slug)
		strbuf_addf(&url, "https://thetvdb.com/%s/%s", page_of(f->subject->type), slug);
	m.url = url.len > 0 ? url.buf : NULL;
	if (id && m.title && !is_there(&f->found, id))
		match_add(&f->found, &m);
	names_release(&m.aliases);
	strbuf_release(&url);
}

/* Asks, and notes when that has no answer yet. False: there is nothing to read. */
static bool ask(struct finder *f, const char *path, const cJSON **list)
{
	enum ask_state state = tvdb_get(f->ask, path, NULL, list, f->err);

	if (state == ASK_FAILED || (state == ASK_WAITING && f->state != ASK_FAILED))
		f->state = state;
	return state == ASK_ANSWERED && cJSON_IsArray(*list);
}

static bool is_answered(const struct finder *f)
{
	return f->state == ASK_ANSWERED;
}

/* Results are objects of one member that says what they are: {"series": {…}}. */
static void find_by_imdb(struct finder *f)
{
	const char *imdb = fill_imdb(meta_id(f->subject->meta, "imdb"));
	struct strbuf path = STRBUF_INIT;
	const cJSON *list, *result;
	char id[LOOSE_ID];

	if (!imdb)
		return;
	strbuf_addf(&path, "search/remoteid/%s", imdb);
	if (ask(f, path.buf, &list))
		cJSON_ArrayForEach (result, list) {
			const cJSON *json = json_member(result, word_of(f->subject->type));

			add_match(f, json, loose_id(json, "id", id), true);
		}
	strbuf_release(&path);
}

/* Whether a result is the item by its id of others. */
static bool has_id(const cJSON *result, const struct meta *m)
{
	struct meta ids = META_INIT;
	const char *ours, *theirs;
	bool found = false;

	tvdb_read_ids(&ids, result);
	for (size_t i = 0; i < ids.ids.n && !found; i++) {
		ours = meta_id(m, ids.ids.item[i].type);
		theirs = ids.ids.item[i].value;
		found = ours && !strcmp(ours, theirs);
	}
	meta_release(&ids);
	return found;
}

static void search_title(struct finder *f, const char *title, const char *year)
{
	const char *type = word_of(f->subject->type);
	struct strbuf path = STRBUF_INIT;
	const cJSON *list, *result;
	char id[LOOSE_ID];

	strbuf_addstr(&path, "search?query=");
	fill_encode(&path, title);
	strbuf_addf(&path, "&type=%s", type);
	if (year)
		strbuf_addf(&path, "&year=%s", year);
	if (ask(f, path.buf, &list))
		cJSON_ArrayForEach (result, list) {
			const char *is = loose_text(result, "type");

			if (is && !strcmp(is, type))
				add_match(f, result, loose_id(result, "tvdb_id", id),
					has_id(result, f->subject->meta));
		}
	strbuf_release(&path);
}

static void search(struct finder *f, enum meta_field field)
{
	const struct meta *m = f->subject->meta;
	const char *title = meta_get(m, field), *year = meta_get(m, MF_YEAR);

	if (title && year)
		search_title(f, title, year);
	if (title)
		search_title(f, title, NULL);
}

enum ask_state tvdb_identify(struct ask *a, const struct subject *s, const struct wishes *w,
	struct match_list *out, struct error *err)
{
	struct finder f = {a, s, w, {0}, ASK_ANSWERED, err};

	if (s->type != ENTITY_MOVIE && s->type != ENTITY_SERIES)
		return ASK_NOTHING;
	find_by_imdb(&f);
	if (is_answered(&f) && !f.found.n)
		search(&f, MF_TITLE);
	if (is_answered(&f) && !f.found.n)
		search(&f, MF_ORIGINAL_TITLE);
	for (size_t i = 0; i < f.found.n && is_answered(&f); i++)
		match_add(out, &f.found.item[i]);
	match_list_release(&f.found);
	return f.state;
}
