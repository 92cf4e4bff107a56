/* Languages and texts of TVDB; see tvdb.h. */
#include <string.h>
#include <strings.h>

#include "media/lang.h"
#include "provider/merge.h"
#include "provider/tvdb.h"

/* Codes of TVDB's own, for languages of a region. */
static const struct own {
	const char *code, *language, *region;
} own[] = {{"pt", "pt", "BR"}, {"zhtw", "zh", "TW"}, {"yue", "zh", "HK"}};

static const struct own *find_own(const char *code)
{
	for (size_t i = 0; code && i < sizeof(own) / sizeof(own[0]); i++)
		if (!strcmp(code, own[i].code))
			return &own[i];
	return NULL;
}

const char *tvdb_language(const char *language)
{
	const struct own *o = find_own(language);

	return o ? o->language : lang_two(language);
}

/* How well a language does where 'wanted' is wished, "pt" or "pt-BR": 3 is just what is meant. */
static int suits(const char *language, const char *wanted, const char *country)
{
	const char *two = tvdb_language(language), *ours = lang_two(wanted);
	const char *region = strlen(wanted) == 5 ? wanted + 3 : country;
	const struct own *o = find_own(language);

	if (!two || !ours || strcmp(two, ours) != 0)
		return 0;
	if (!o)
		return 2;
	return strcasecmp(o->region, region) ? 1 : 3;
}

int tvdb_language_rank(const char *language, const struct wishes *w)
{
	for (size_t i = 0; i < w->languages.n; i++) {
		int n = suits(language, w->languages.item[i], w->country);

		if (n > 0)
			return (int)(w->languages.n - i) * 4 + n;
	}
	return suits(language, "en", w->country);
}

/* Which texts of a record. */
struct wanted {
	const char *list, *key; /* among the translations */
	bool title;
};

static bool is_usable(
	const struct tvdb_record *r, const struct wanted *k, const cJSON *json, const char *text)
{
	return text && !(k->title && (loose_true(json, "isAlias") || merge_placeholder(r->type, text)));
}

/* The best one; of two in one language the first. */
static const char *best(const struct tvdb_record *r, const struct wanted *k, const struct wishes *w)
{
	const char *found = loose_text(r->json, k->key);
	const cJSON *json;
	int rank = 0;

	if (!is_usable(r, k, NULL, found))
		found = NULL;
	else if (r->language)
		rank = tvdb_language_rank(r->language, w);
	cJSON_ArrayForEach (json, loose_list(json_member(r->json, "translations"), k->list)) {
		const char *text = loose_text(json, k->key), *language = loose_text(json, "language");
		int n = language ? tvdb_language_rank(language, w) : 0;

		if (n > rank && is_usable(r, k, json, text)) {
			found = text;
			rank = n;
		}
	}
	return found;
}

void tvdb_read_texts(struct meta *m, const struct tvdb_record *r, const struct wishes *w)
{
	static const struct wanted title = {"nameTranslations", "name", true};
	static const struct wanted overview = {"overviewTranslations", "overview", false};
	static const struct wanted tagline = {"overviewTranslations", "tagline", false};

	meta_set(m, MF_TITLE, best(r, &title, w), NULL);
	meta_set(m, MF_PLOT, best(r, &overview, w), NULL);
	if (r->type == ENTITY_MOVIE)
		meta_set(m, MF_TAGLINE, best(r, &tagline, w), NULL);
}
