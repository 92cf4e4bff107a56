/* Languages of TMDB's answers, and which text is taken; see tmdb.h. */
#include <string.h>
#include <strings.h>

#include "media/country.h"
#include "media/lang.h"
#include "provider/tmdb.h"

/* "de", "pt-BR", "pt_br". False: no language that TMDB could know. */
static bool read_language(struct tmdb_language *l, const char *tag)
{
	const char *code = lang_two(tag), *region = tag + strcspn(tag, "-_");

	if (!code)
		return false;
	memset(l, 0, sizeof(*l));
	memcpy(l->code, code, 2);
	region = country_code(*region ? region + 1 : NULL);
	if (region)
		memcpy(l->region, region, 2);
	return true;
}

size_t tmdb_language_rank(const struct tmdb_languages *l, const char *code)
{
	size_t i;

	for (i = 0; i < l->n && strcasecmp(l->item[i].code, code) != 0; i++)
		;
	return i;
}

void tmdb_languages(const struct wishes *w, struct tmdb_languages *out)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < w->languages.n && out->n < TMDB_LANGUAGES - 1; i++)
		if (read_language(&out->item[out->n], w->languages.item[i]))
			out->n++;
	if (tmdb_language_rank(out, "en") == out->n)
		read_language(&out->item[out->n++], "en");
}

void tmdb_add_language(struct strbuf *path, const struct tmdb_languages *l, size_t i)
{
	strbuf_addf(path, "language=%s", l->item[i].code);
	if (*l->item[i].region)
		strbuf_addf(path, "-%s", l->item[i].region);
}

static void add_codes(struct strbuf *path, const struct tmdb_languages *l)
{
	const char *between = "";
	size_t i;

	for (i = 0; i < l->n; i++)
		if (tmdb_language_rank(l, l->item[i].code) == i) {
			strbuf_addf(path, "%s%s", between, l->item[i].code);
			between = ",";
		}
}

void tmdb_add_image_languages(struct strbuf *path, const struct tmdb_languages *l)
{
	strbuf_addstr(path, "&include_image_language=");
	add_codes(path, l);
	strbuf_addstr(path, ",null");
}

void tmdb_add_video_languages(struct strbuf *path, const struct tmdb_languages *l)
{
	strbuf_addstr(path, "&include_video_language=");
	add_codes(path, l);
}

/* What a translation is worth for a language: 3 in its region, 2 in that of the country, 1 in another. */
static int worth(const cJSON *translation, const struct tmdb_language *l, const char *country)
{
	const char *code = json_str(translation, "iso_639_1"), *region = json_str(translation, "iso_3166_1");

	if (!code || strcasecmp(code, l->code) != 0)
		return 0;
	if (region && *l->region && !strcasecmp(region, l->region))
		return 3;
	return region && !strcasecmp(region, country) ? 2 : 1;
}

/* The text of the best translation that has one; of equals the first. */
static const char *translated(
	const cJSON *json, const char *key, const struct tmdb_language *l, const char *country)
{
	const cJSON *t;
	const char *best = NULL;
	int best_worth = 0;

	cJSON_ArrayForEach (t, loose_list(json_member(json, "translations"), "translations")) {
		int is = worth(t, l, country);
		const char *text = is > best_worth ? loose_text(json_member(t, "data"), key) : NULL;

		if (text) {
			best = text;
			best_worth = is;
		}
	}
	return best;
}

/* A title's member in a translation is "title" or "name", which need not be what the answer itself has. */
static const char *translated_title(const cJSON *json, const struct tmdb_language *l, const char *country)
{
	const char *text = translated(json, "title", l, country);

	return text ? text : translated(json, "name", l, country);
}

static bool in_language(const cJSON *json, const struct tmdb_language *l)
{
	const char *original = json_str(json, "original_language");

	return original && !strcasecmp(original, l->code);
}

const char *tmdb_title(const cJSON *json, const char *key, const char *original_key, const struct wishes *w)
{
	const char *own = loose_text(json, key), *original = loose_text(json, original_key);
	bool is_original = own && original && !strcmp(own, original);
	struct tmdb_languages l;
	size_t i;

	tmdb_languages(w, &l);
	for (i = 0; i < l.n; i++) {
		const char *text = translated_title(json, &l.item[i], w->country);

		if (!text && i == 0 && !is_original)
			text = own;
		if (!text && in_language(json, &l.item[i]))
			text = original;
		if (text)
			return text;
	}
	return original ? original : own;
}

const char *tmdb_text(const cJSON *json, const char *key, const struct wishes *w)
{
	const char *own = loose_text(json, key);
	struct tmdb_languages l;
	size_t i;

	tmdb_languages(w, &l);
	for (i = 0; i < l.n; i++) {
		const char *text = translated(json, key, &l.item[i], w->country);

		if (!text && i == 0)
			text = own;
		if (text)
			return text;
	}
	return NULL;
}
