/* What TVDB says of films, series and episodes alike, but for texts and pictures; see tvdb.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/country.h"
#include "provider/certification.h"
#include "provider/tvdb.h"

/* The first of the country's; of any other country none is taken. */
static void read_certification(struct meta *m, const cJSON *json, const struct wishes *w)
{
	const cJSON *rating;

	cJSON_ArrayForEach (rating, loose_list(json, "contentRatings")) {
		const char *country = country_code(loose_text(rating, "country"));
		const char *name = loose_text(rating, "name");

		if (name && country && !strcmp(country, w->country) && !meta_has(m, MF_MPAA))
			certification_set(m, w->country, name);
	}
}

static void read_countries(struct meta *m, const cJSON *json)
{
	const cJSON *country;

	cJSON_ArrayForEach (country, loose_list(json, "production_countries"))
		meta_add_name(m, MF_COUNTRIES, country_name(loose_text(country, "country")));
	if (!m->countries.n)
		meta_add_name(m, MF_COUNTRIES, country_name(loose_text(json, "originalCountry")));
}

/* The one in the best language, of those that can be played. */
static void read_trailer(struct meta *m, const cJSON *json, const struct wishes *w)
{
	const cJSON *trailer;
	int best = -1;

	cJSON_ArrayForEach (trailer, loose_list(json, "trailers")) {
		const char *language = loose_text(trailer, "language");
		int rank = language ? tvdb_language_rank(language, w) : 0;

		if (rank > best && fill_trailer(m, loose_text(trailer, "url")))
			best = rank;
	}
}

void tvdb_read_facts(struct meta *m, const cJSON *json, const struct wishes *w)
{
	loose_add(m, MF_GENRES, json, "genres", "name");
	read_certification(m, json, w);
	read_countries(m, json);
	read_trailer(m, json, w);
}

/* Ids of others; some have a name behind the number, "1399-game-of-thrones". They are named so in records and
 * in results of searches. */
static const struct source {
	const char *name, *type;
	const char *prefix; /* in front of the number */
} sources[] = {
	{"IMDB", "imdb", "tt"},
	{"TheMovieDB.com", "tmdb", ""},
	{"TV Maze", "tvmaze", ""},
	{"Wikidata", "wikidata", "Q"},
};

static void read_id(struct meta *m, const struct source *source, const char *id)
{
	size_t prefix = strlen(source->prefix);
	struct strbuf whole = STRBUF_INIT;
	size_t digits;

	if (!strncmp(id, source->prefix, prefix)) {
		digits = strspn(id + prefix, "0123456789");
		if (digits > 0 && digits < LOOSE_ID && (!id[prefix + digits] || id[prefix + digits] == '-'))
			strbuf_add(&whole, id, prefix + digits);
	}
	meta_add_id(m, source->type, whole.buf, false);
	strbuf_release(&whole);
}

void tvdb_read_ids(struct meta *m, const cJSON *json)
{
	const cJSON *list = loose_list(json, "remoteIds"), *remote;

	if (!list)
		list = loose_list(json, "remote_ids");
	cJSON_ArrayForEach (remote, list) {
		const char *name = loose_text(remote, "sourceName"), *id = loose_text(remote, "id");

		for (size_t i = 0; name && id && i < sizeof(sources) / sizeof(sources[0]); i++)
			if (!strcmp(name, sources[i].name))
				read_id(m, &sources[i], id);
	}
}

/* Who is what. */
static const struct trade {
	const char *name;
	enum meta_field field;
} trades[] = {
	{"Actor", MF_ACTORS},
	{"Host", MF_ACTORS},
	{"Guest Star", MF_ACTORS},
	{"Director", MF_DIRECTORS},
	{"Creator", MF_WRITERS},
	{"Writer", MF_WRITERS},
};

struct character {
	const cJSON *json;
	size_t trade;
	int64_t order;
	size_t place; /* in the answer */
};

static int by_order(const void *va, const void *vb)
{
	const struct character *a = va, *b = vb;

	if (a->trade != b->trade)
		return a->trade < b->trade ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static bool find_trade(const cJSON *json, size_t *out)
{
	const char *name = loose_text(json, "peopleType");

	for (*out = 0; name && *out < sizeof(trades) / sizeof(trades[0]); ++*out)
		if (!strcmp(name, trades[*out].name))
			return true;
	return false;
}

static void add_character(struct answer *out, const struct character *c)
{
	const char *name = loose_text(c->json, "personName"), *image = loose_text(c->json, "image");
	struct strbuf url = STRBUF_INIT;

	if (trades[c->trade].field != MF_ACTORS) {
		fill_person(&out->meta, trades[c->trade].field, name);
		return;
	}
	fill_url(&url, image ? image : loose_text(c->json, "personImgURL"), TVDB_ARTWORKS);
	fill_actor(out, name, loose_text(c->json, "name"), url.len > 0 ? url.buf : NULL);
	strbuf_release(&url);
}

void tvdb_read_people(struct answer *out, const cJSON *json)
{
	struct character *list = NULL;
	size_t n = 0, alloc = 0, i;
	const cJSON *item;

	cJSON_ArrayForEach (item, loose_list(json, "characters")) {
		struct character c = {.json = item, .order = INT64_MAX, .place = n};

		loose_int(item, "sort", &c.order);
		if (!find_trade(item, &c.trade))
			continue;
		ALLOC_GROW(list, n + 1, alloc);
		list[n++] = c;
	}
	if (n > 0)
		qsort(list, n, sizeof(*list), by_order);
	for (i = 0; i < n; i++)
		add_character(out, &list[i]);
	free(list);
}
