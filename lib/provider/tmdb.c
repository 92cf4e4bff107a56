/* TMDB: the interface, and what the parts of its answers have in common; see tmdb.h. */
#include <stdlib.h>
#include <string.h>

#include "media/country.h"
#include "provider/tmdb.h"

enum ask_state tmdb_get(struct ask *a, const char *path, const char *key, const char *number,
	const cJSON **json, struct error *err)
{
	enum ask_state state = ask_get(a, PROVIDER_TMDB, path, json, err);
	int64_t own;

	if (state != ASK_ANSWERED)
		return state;
	if (cJSON_IsObject(*json) &&
		(!key || (loose_int(*json, key, &own) && own == strtoll(number, NULL, 10))))
		return ASK_ANSWERED;
	error_set(err, ERR_BAD_ANSWER, "tmdb's answer to '%s' is not what was asked for", path);
	return ASK_FAILED;
}

const char *tmdb_set_number(const struct meta *m)
{
	const char *id = m->set_tmdb_id;

	if (!id)
		return fill_number(m, "tmdb");
	return *id != '0' && !id[strspn(id, "0123456789")] ? id : NULL;
}

const cJSON *tmdb_of_country(const cJSON *json, const char *country)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, loose_list(json, "results")) {
		const char *code = loose_text(item, "iso_3166_1");

		if (code && !strcmp(code, country))
			return item;
	}
	return NULL;
}

void tmdb_read_rating(struct meta *m, const cJSON *json)
{
	struct meta_rating r = {.source = (char *)"tmdb", .max = 10, .votes = -1};

	if (!loose_real(json, "vote_average", &r.value))
		return;
	if (!loose_int(json, "vote_count", &r.votes) || r.votes < 0)
		r.votes = -1;
	meta_add_rating(m, &r); /* which takes none of 0, nobody's vote */
}

void tmdb_read_ids(struct meta *m, const cJSON *json)
{
	static const char *const others[][2] = {{"wikidata_id", "wikidata"}, {"facebook_id", "facebook"},
		{"instagram_id", "instagram"}, {"twitter_id", "twitter"}};
	const cJSON *ids = json_member(json, "external_ids");
	const char *imdb = loose_text(json, "imdb_id"), *id;
	char number[LOOSE_ID];
	size_t i;

	if ((id = loose_id(json, "id", number)) != NULL)
		meta_add_id(m, "tmdb", id, false);
	imdb = imdb ? imdb : loose_text(ids, "imdb_id");
	if (fill_imdb(imdb))
		meta_add_id(m, "imdb", imdb, false);
	if ((id = loose_id(ids, "tvdb_id", number)) != NULL)
		meta_add_id(m, "tvdb", id, false);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if ((id = loose_text(ids, others[i][0])) != NULL)
			meta_add_id(m, others[i][1], id, false);
}

void tmdb_read_premiered(struct meta *m, const cJSON *json, const char *key)
{
	char year[5] = "";

	loose_set_date(m, MF_PREMIERED, json, key);
	if (!meta_get(m, MF_PREMIERED))
		return;
	memcpy(year, meta_get(m, MF_PREMIERED), 4);
	meta_set(m, MF_YEAR, year, NULL);
}

/* Where it was produced; else where it came from, which is codes alone. */
static void read_countries(struct meta *m, const cJSON *json)
{
	const cJSON *code;

	loose_add(m, MF_COUNTRIES, json, "production_countries", "name");
	if (m->countries.n)
		return;
	cJSON_ArrayForEach (code, loose_list(json, "origin_country"))
		if (country_name(cJSON_GetStringValue(code)))
			meta_add_name(m, MF_COUNTRIES, country_name(cJSON_GetStringValue(code)));
}

/* The key of a video on YouTube, which goes into an address. */
static const char *youtube_key(const cJSON *video)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	const char *site = loose_text(video, "site"), *key = loose_text(video, "key");

	return site && !strcmp(site, "YouTube") && key && !key[strspn(key, allowed)] ? key : NULL;
}

/* The first of the trailers in the best language, official ones before others; as Kodi's add-on plays it. */
static void read_trailer(struct meta *m, const cJSON *json, const struct wishes *w)
{
	size_t best_rank = SIZE_MAX, rank;
	struct strbuf url = STRBUF_INIT;
	struct tmdb_languages l;
	const cJSON *video;

	tmdb_languages(w, &l);
	cJSON_ArrayForEach (video, loose_list(json_member(json, "videos"), "results")) {
		const char *type = loose_text(video, "type"), *language = loose_text(video, "iso_639_1");
		const char *key = youtube_key(video);

		if (!key || !type || strcmp(type, "Trailer") != 0)
			continue;
		rank = 2 * tmdb_language_rank(&l, language ? language : "") + !loose_true(video, "official");
		if (rank >= best_rank)
			continue;
		best_rank = rank;
		strbuf_clear(&url);
		strbuf_addf(&url, "plugin://plugin.video.youtube/play/?video_id=%s", key);
	}
	meta_set(m, MF_TRAILER_URL, url.buf, NULL);
	strbuf_release(&url);
}

void tmdb_read_common(
	struct meta *m, const cJSON *json, const char *title, const char *original, const struct wishes *w)
{
	const cJSON *keywords = json_member(json, "keywords");

	meta_set(m, MF_TITLE, tmdb_title(json, title, original, w), NULL);
	loose_set(m, MF_ORIGINAL_TITLE, json, original);
	meta_set(m, MF_PLOT, tmdb_text(json, "overview", w), NULL);
	meta_set(m, MF_TAGLINE, tmdb_text(json, "tagline", w), NULL);
	tmdb_read_ids(m, json);
	tmdb_read_rating(m, json);
	loose_add(m, MF_GENRES, json, "genres", "name");
	read_countries(m, json);
	loose_add(m, MF_TAGS, keywords, "keywords", "name"); /* of films */
	loose_add(m, MF_TAGS, keywords, "results", "name");  /* of series */
	read_trailer(m, json, w);
}

static bool knows(const struct subject *s)
{
	if (s->type == ENTITY_SET)
		return tmdb_set_number(s->meta) != NULL;
	return fill_number(s->type == ENTITY_SEASON || s->type == ENTITY_EPISODE ? s->series : s->meta,
		       "tmdb") != NULL;
}

const struct provider provider_tmdb = {
	.id = PROVIDER_TMDB,
	.knows = knows,
	.identify = tmdb_identify,
	.details = {[ENTITY_MOVIE] = tmdb_film,
		[ENTITY_SERIES] = tmdb_series,
		[ENTITY_SEASON] = tmdb_season,
		[ENTITY_EPISODE] = tmdb_episode,
		[ENTITY_SET] = tmdb_set},
	.changed = tmdb_changed,
};
