/*
 * fanart.tv v3: pictures of films, sets and series. One question a film or set; a series and all of its
 * seasons share one.
 * Its numbers of likes are kept as counts of votes without an average; what v3.2 says of width and height is
 * not true often enough to be kept.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/instant.h"
#include "media/artname.h"
#include "media/lang.h"
#include "provider/fill.h"

/* Their lists and our kinds; the larger ones come first. */
struct list {
	const char *name, *kind;
};
static const struct list film_lists[] = {
	{"movieposter", ART_POSTER},
	{"movie4kbackground", ART_FANART},
	{"moviebackground", ART_FANART},
	{"hdmovielogo", ART_CLEARLOGO},
	{"movielogo", ART_CLEARLOGO},
	{"hdmovieclearart", ART_CLEARART},
	{"movieart", ART_CLEARART},
	{"moviethumb", ART_LANDSCAPE},
	{"moviebanner", ART_BANNER},
	{"moviedisc", ART_DISCART},
	{"moviesquare", ART_SQUARE},
};
static const struct list series_lists[] = {
	{"tvposter", ART_POSTER},
	{"show4kbackground", ART_FANART},
	{"showbackground", ART_FANART},
	{"hdtvlogo", ART_CLEARLOGO},
	{"clearlogo", ART_CLEARLOGO},
	{"hdclearart", ART_CLEARART},
	{"clearart", ART_CLEARART},
	{"tvthumb", ART_LANDSCAPE},
	{"tvbanner", ART_BANNER},
	{"characterart", ART_CHARACTERART},
	{"tvsquare", ART_SQUARE},
};
static const struct list season_lists[] = {
	{"seasonposter", ART_POSTER},
	{"show4kbackground", ART_FANART},
	{"showbackground", ART_FANART},
	{"seasonthumb", ART_LANDSCAPE},
	{"seasonbanner", ART_BANNER},
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* "" and "00" are no language: the picture has no words. */
static const char *language_of(const cJSON *image)
{
	const char *lang = loose_text(image, "lang"), *two = lang_two(lang);

	if (two || !lang)
		return two;
	return strlen(lang) == 2 && strcmp(lang, "00") != 0 && strcmp(lang, "xx") != 0 ? lang : NULL;
}

/* The small one lies beside the picture, in another folder. */
static void add_preview(struct strbuf *out, const char *url)
{
	const char *at = strstr(url, "/fanart/");

	if (at)
		strbuf_addf(out, "%.*s/preview/%s", (int)(at - url), url, at + strlen("/fanart/"));
}

static void add(struct answer *out, const char *kind, const cJSON *image)
{
	struct strbuf url = STRBUF_INIT, preview = STRBUF_INIT;
	struct picture p = {.kind = (char *)kind, .vote_average = -1, .vote_count = -1};
	char id[LOOSE_ID];

	if (fill_url(&url, loose_text(image, "url"), NULL)) {
		add_preview(&preview, url.buf);
		p.url = url.buf;
		p.preview_url = preview.len > 0 ? preview.buf : NULL;
		p.language = (char *)language_of(image);
		p.provider_key = (char *)loose_id(image, "id", id);
		loose_int(image, "likes", &p.vote_count);
		picture_add(&out->pictures, &p);
		if (!strcmp(kind, ART_POSTER) && !p.language) {
			p.kind = (char *)ART_KEYART;
			picture_add(&out->pictures, &p);
		}
	}
	strbuf_release(&url);
	strbuf_release(&preview);
}

static void add_lists(struct answer *out, const cJSON *json, const struct list *lists, size_t n)
{
	const cJSON *image;

	for (size_t i = 0; i < n; i++)
		cJSON_ArrayForEach (image, loose_list(json, lists[i].name))
			add(out, lists[i].kind, image);
}

/* A background of "0" is of the whole show: it is what they give where nobody named a season. */
static bool is_of_season(const cJSON *image, const struct list *l, int64_t number)
{
	int64_t season;

	return loose_int(image, "season", &season) && season == number &&
	       (number > 0 || strcmp(l->kind, ART_FANART) != 0);
}

static void add_season(struct answer *out, const cJSON *json, int64_t number)
{
	const cJSON *image;

	for (size_t i = 0; i < COUNT(season_lists); i++)
		cJSON_ArrayForEach (image, loose_list(json, season_lists[i].name))
			if (is_of_season(image, &season_lists[i], number))
				add(out, season_lists[i].kind, image);
}

/* Those of "all" seasons go with the show. */
static void add_all_seasons(struct answer *out, const cJSON *json)
{
	struct strbuf kind = STRBUF_INIT;
	const cJSON *image;

	for (size_t i = 0; i < COUNT(season_lists); i++)
		cJSON_ArrayForEach (image, loose_list(json, season_lists[i].name)) {
			const char *season = loose_text(image, "season");

			if (!season || strcmp(season, "all") != 0 ||
				!strcmp(season_lists[i].kind, ART_FANART))
				continue;
			strbuf_clear(&kind);
			strbuf_addf(&kind, "%s%s", ART_ALL_KIND, season_lists[i].kind);
			add(out, kind.buf, image);
		}
	strbuf_release(&kind);
}

/* Under which of its ids a film or series is asked for; NULL: it has none. */
static const char *id_of(const struct subject *s)
{
	const char *id;

	if (s->type == ENTITY_SERIES || s->type == ENTITY_SEASON)
		return fill_number(s->type == ENTITY_SEASON ? s->series : s->meta, "tvdb");
	id = fill_number(s->meta, "tmdb");
	return id ? id : fill_imdb(meta_id(s->meta, "imdb"));
}

static bool knows(const struct subject *s)
{
	return id_of(s) && (s->type != ENTITY_SEASON || meta_get(s->meta, MF_SEASON_NUMBER));
}

static void read_ids(struct meta *m, const cJSON *json)
{
	char id[LOOSE_ID];

	meta_add_id(m, "tmdb", loose_id(json, "tmdb_id", id), false);
	meta_add_id(m, "imdb", fill_imdb(loose_text(json, "imdb_id")), false);
	meta_add_id(m, "tvdb", loose_id(json, "thetvdb_id", id), false);
}

/* Sets of films stand among the films, by TMDB's number of a set, which may be that of a film, too: it is a
 * set by its name. */
static bool is_set(const cJSON *json)
{
	static const char word[] = " collection";
	const char *name = loose_text(json, "name");
	size_t len = name ? strlen(name) : 0;

	return len >= strlen(word) && !strcasecmp(name + len - strlen(word), word);
}

static enum ask_state bad_answer(const char *path, struct error *err)
{
	error_set(err, ERR_BAD_ANSWER, "fanart.tv's answer to '%s' is not what was asked for", path);
	return ASK_FAILED;
}

static void read_answer(struct answer *out, const cJSON *json, const struct subject *s)
{
	if (s->type == ENTITY_SEASON) {
		add_season(out, json, strtoll(meta_get(s->meta, MF_SEASON_NUMBER), NULL, 10));
		return;
	}
	if (s->type != ENTITY_SET)
		read_ids(&out->meta, json);
	if (s->type == ENTITY_MOVIE || s->type == ENTITY_SET) {
		add_lists(out, json, film_lists, COUNT(film_lists));
	} else {
		add_lists(out, json, series_lists, COUNT(series_lists));
		add_all_seasons(out, json);
	}
}

static enum ask_state details(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	const cJSON *json = NULL;
	enum ask_state state;

	(void)w;
	strbuf_addf(
		&path, "%s/%s", s->type == ENTITY_MOVIE || s->type == ENTITY_SET ? "movies" : "tv", id_of(s));
	state = ask_get(a, PROVIDER_FANARTTV, path.buf, &json, err);
	if (state == ASK_ANSWERED && !cJSON_IsObject(json)) {
		state = bad_answer(path.buf, err);
	} else if (state == ASK_ANSWERED &&
		   (json_member(json, "error message") || (s->type == ENTITY_SET && !is_set(json)))) {
		state = ASK_NOTHING;
	} else if (state == ASK_ANSWERED) {
		read_answer(out, json, s);
	}
	strbuf_release(&path);
	return state;
}

/* New pictures; what was taken away is seen when the item is asked for anyway. */
static enum ask_state changed(struct ask *a, enum entity type, const char *since, const char *now,
	struct change_list *out, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	const cJSON *list, *json;
	enum ask_state state;
	int64_t id;

	(void)now;
	if (type != ENTITY_MOVIE && type != ENTITY_SERIES)
		return ASK_NOTHING;
	strbuf_addf(&path, "%s/latest?date=%" PRId64, type == ENTITY_MOVIE ? "movies" : "tv",
		instant_seconds(since));
	state = ask_get(a, PROVIDER_FANARTTV, path.buf, &list, err);
	if (state == ASK_ANSWERED && !cJSON_IsArray(list))
		state = bad_answer(path.buf, err);
	if (state == ASK_ANSWERED)
		cJSON_ArrayForEach (json, list)
			if (loose_int(json, type == ENTITY_MOVIE ? "tmdb_id" : "thetvdb_id", &id) ||
				loose_int(json, "id", &id))
				change_add(out, id);
	if (state == ASK_ANSWERED)
		change_list_sort(out);
	strbuf_release(&path);
	return state;
}

const struct provider provider_fanarttv = {
	.id = PROVIDER_FANARTTV,
	.pictures_only = true,
	.knows = knows,
	.details = {[ENTITY_MOVIE] = details,
		[ENTITY_SERIES] = details,
		[ENTITY_SEASON] = details,
		[ENTITY_SET] = details},
	.changed = changed,
};
