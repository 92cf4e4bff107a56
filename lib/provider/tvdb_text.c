/* Languages and texts of TVDB; see tvdb.h. */
#include <limits.h>
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

static const struct wanted title = {"nameTranslations", "name", true};
static const struct wanted overview = {"overviewTranslations", "overview", false};
static const struct wanted tagline = {"overviewTranslations", "tagline", false};

void tvdb_read_texts(struct meta *m, const struct tvdb_record *r, const struct wishes *w)
{

	meta_set(m, MF_TITLE, best(r, &title, w), NULL);
	meta_set(m, MF_PLOT, best(r, &overview, w), NULL);
	if (r->type == ENTITY_MOVIE)
		meta_set(m, MF_TAGLINE, best(r, &tagline, w), NULL);
}

/* Of the languages that a text is said to be in, the best one between two ranks; NULL: none. */
static const char *best_listed(
	const cJSON *json, const struct wanted *k, int above, int below, const struct wishes *w)
{
	const char *found = NULL;
	const cJSON *code;

	cJSON_ArrayForEach (code, loose_list(json, k->list)) {
		const char *language = cJSON_GetStringValue(code);
		int rank = language ? tvdb_language_rank(language, w) : 0;

		if (rank > above && rank < below) {
			found = language;
			above = rank;
		}
	}
	return found;
}

/* *text: the record's own, or one of a list in a language that is wanted more. */
static enum ask_state read_listed(struct ask *a, const struct subject *s, const struct tvdb_record *r,
	const struct wanted *k, const struct wishes *w, const char **text, struct error *err)
{
	const char *listed = loose_text(r->json, k->key), *language;
	int above = 0, below = INT_MAX;
	char id[LOOSE_ID];

	*text = is_usable(r, k, NULL, listed) ? listed : NULL;
	if (*text && r->language)
		above = tvdb_language_rank(r->language, w);
	while (loose_id(r->json, "id", id) && (language = best_listed(r->json, k, above, below, w))) {
		const cJSON *json;
		enum ask_state state = tvdb_find_listed(a, s, id, language, &json, err);
		const char *there = loose_text(json, k->key);

		if (state == ASK_WAITING || state == ASK_FAILED)
			return state;
		if (is_usable(r, k, NULL, there)) {
			*text = there;
			break;
		}
		below = tvdb_language_rank(language, w);
	}
	return ASK_ANSWERED;
}

enum ask_state tvdb_read_listed(struct ask *a, const struct subject *s, const struct tvdb_record *r,
	const struct wishes *w, struct meta *m, struct error *err)
{
	const char *name, *plot;
	enum ask_state named = read_listed(a, s, r, &title, w, &name, err);
	enum ask_state told = named == ASK_FAILED ? named : read_listed(a, s, r, &overview, w, &plot, err);

	if (named != ASK_ANSWERED || told != ASK_ANSWERED)
		return told == ASK_FAILED ? told : ASK_WAITING;
	meta_set(m, MF_TITLE, name, NULL);
	meta_set(m, MF_PLOT, plot, NULL);
	return ASK_ANSWERED;
}
