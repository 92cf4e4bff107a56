/* What all items of a run share; see shop.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/country.h"
#include "media/lang.h"
#include "provider/shop.h"
#include "store/pins.h"

void shop_release(struct shop *shop)
{
	library_list_release(&shop->libraries);
}

const struct library *shop_library(struct shop *shop, int64_t id, struct error *err)
{
	struct library_list *list = &shop->libraries;
	struct library lib = {0};
	size_t i;
	int rc;

	for (i = 0; i < list->n; i++)
		if (list->item[i].id == id)
			return &list->item[i];
	rc = library_by_id(shop->session->db, id, &lib, err);
	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "the item's library is gone");
	if (rc <= 0)
		return NULL;
	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	list->item[list->n++] = lib;
	return &list->item[list->n - 1];
}

/* Each word of a list with commas and blanks. */
static void each_word(const char *list, void (*fn)(const char *word, void *ctx), void *ctx)
{
	struct strbuf word = STRBUF_INIT;

	while (*list) {
		size_t n = strcspn(list, ", ");

		strbuf_clear(&word);
		strbuf_add(&word, list, n);
		if (n)
			fn(word.buf, ctx);
		list += n + (list[n] != '\0');
	}
	strbuf_release(&word);
}

struct words {
	struct shop *shop;
	struct error *err;
	int rc;
};

static void add_field(const char *word, void *ctx)
{
	struct words *w = ctx;
	int f = meta_field_by_name(word);

	if (f < 0)
		w->rc = error_set(w->err, ERR_USAGE, "there is no field '%s'", word);
	else
		w->shop->replace |= MF_BIT(f);
}

int shop_replace_these(struct shop *shop, const char *fields, struct error *err)
{
	struct words w = {shop, err, 0};

	if (!fields)
		shop->replace = ~UINT64_C(0);
	else
		each_word(fields, add_field, &w);
	return w.rc;
}

static void add_asked(const char *word, void *ctx)
{
	struct words *w = ctx;
	int p = provider_by_name(word);

	if (p < 0)
		w->rc = error_set(w->err, ERR_USAGE,
			"there is no provider '%s'; there are tmdb, tvdb, fanart.tv, tvmaze", word);
	else
		w->shop->providers |= 1u << p;
}

int shop_ask_these(struct shop *shop, const char *providers, struct error *err)
{
	struct words w = {shop, err, 0};

	each_word(providers, add_asked, &w);
	return w.rc;
}

static void add_language(const char *word, void *ctx)
{
	struct meta_names *languages = ctx;

	if (lang_two(word))
		names_add(languages, word);
}

static void set_country(const char *word, void *ctx)
{
	struct wishes *w = ctx;

	if (!*w->country && country_code(word))
		memcpy(w->country, country_code(word), sizeof(w->country));
}

void shop_wishes(
	const struct shop *shop, const struct library *lib, const struct series_wishes *own, struct wishes *w)
{
	const struct conf *conf = &shop->session->conf;
	const char *languages[] = {
		own->language, library_setting(lib, "language"), conf_get(conf, CONF_LANGUAGE), "en"};
	const char *countries[] = {
		own->country, library_setting(lib, "country"), conf_get(conf, CONF_COUNTRY), "US"};
	size_t i;

	for (i = 0; i < 4; i++) {
		if (languages[i] && !w->languages.n)
			each_word(languages[i], add_language, &w->languages);
		if (countries[i] && !*w->country)
			each_word(countries[i], set_country, w);
	}
	w->every_picture = shop->artwork;
	w->tmdb_image_url = conf_get(conf, CONF_TMDB_IMAGE_URL);
}

struct order {
	enum provider_id *item;
	size_t n;
};

static void add_provider(const char *word, void *ctx)
{
	struct order *order = ctx;
	int p = provider_by_name(word);
	size_t i;

	for (i = 0; i < order->n; i++)
		if ((int)order->item[i] == p)
			return;
	if (p >= 0)
		order->item[order->n++] = (enum provider_id)p;
}

void shop_order(struct shop *shop, const struct library *lib, struct inquiry *q)
{
	const char *own = library_setting(lib, "providers");
	enum provider_id all[PROVIDER_COUNT];
	struct order order = {all, 0};
	bool said = own || shop->providers;
	size_t i;

	each_word(own && !shop->providers ? own : "tmdb,tvdb,fanart.tv,tvmaze", add_provider, &order);
	q->norder = 0;
	q->substitutes = 0;
	for (i = 0; i < order.n; i++) {
		enum provider_id p = all[i];
		bool of_films = said || p != PROVIDER_TVDB || q->type != ENTITY_MOVIE ||
				!(shop->asks & 1u << PROVIDER_TMDB);

		if (shop->providers && !(shop->providers & 1u << p))
			continue;
		if (!(shop->asks & 1u << p)) {
			shop->missed |= of_films ? 1u << p : 0;
			continue;
		}
		if (!said && p == PROVIDER_TVMAZE && shop->asks & 1u << PROVIDER_TVDB)
			q->substitutes |= 1u << p;
		q->order[q->norder++] = p;
		if (of_films)
			q->identifies |= 1u << p;
	}
}

int shop_numbering(const struct library *lib, const struct series_wishes *own)
{
	const char *word = own->numbering ? own->numbering : library_setting(lib, "numbering");

	return word ? numbering_by_name(word) : -1;
}

uint64_t shop_replace(const struct shop *shop, const struct library *lib)
{
	const char *existing = library_setting(lib, "existing");

	return existing && !strcmp(existing, "replace") ? ~UINT64_C(0) : shop->replace;
}
