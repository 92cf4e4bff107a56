/* TVDB: what it is asked, and films, series, seasons and episodes of what it answers; see tvdb.h. */
#include <stdlib.h>
#include <string.h>

#include "provider/tvdb.h"

static enum ask_state bad_answer(const char *path, struct error *err)
{
	error_set(err, ERR_BAD_ANSWER, "tvdb's answer to '%s' is not what was asked for", path);
	return ASK_FAILED;
}

/* The whole answer, and what is in its envelope. */
static enum ask_state open_answer(
	struct ask *a, const char *path, const cJSON **whole, const cJSON **data, struct error *err)
{
	enum ask_state state = ask_get(a, PROVIDER_TVDB, path, whole, err);
	const char *status;

	if (state != ASK_ANSWERED)
		return state;
	*data = json_member(*whole, "data");
	status = json_str(*whole, "status");
	if (cJSON_IsObject(*data) || cJSON_IsArray(*data))
		return ASK_ANSWERED;
	return cJSON_IsNull(*data) && status && !strcmp(status, "success") ? ASK_NOTHING
									   : bad_answer(path, err);
}

enum ask_state tvdb_get(
	struct ask *a, const char *path, const char *id, const cJSON **data, struct error *err)
{
	const cJSON *whole;
	enum ask_state state = open_answer(a, path, &whole, data, err);
	char own[LOOSE_ID];

	if (state == ASK_ANSWERED && id && loose_id(*data, "id", own) && strcmp(own, id) != 0)
		return bad_answer(path, err);
	return state;
}

enum ask_state tvdb_get_page(
	struct ask *a, const char *path, int page, const cJSON **data, bool *more, struct error *err)
{
	struct strbuf numbered = STRBUF_INIT;
	const cJSON *whole;
	enum ask_state state;

	strbuf_addstr(&numbered, path);
	if (page > 0)
		strbuf_addf(&numbered, "%cpage=%d", strchr(path, '?') ? '&' : '?', page);
	state = open_answer(a, numbered.buf, &whole, data, err);
	*more = state == ASK_ANSWERED && loose_text(json_member(whole, "links"), "next");
	strbuf_release(&numbered);
	return state;
}

/* Asks for one thing with all that is known of it. */
static enum ask_state get_thing(
	struct ask *a, const char *kind, const char *id, const cJSON **data, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	enum ask_state state;

	strbuf_addf(&path, "%s/%s/extended?meta=translations", kind, id);
	state = tvdb_get(a, path.buf, id, data, err);
	if (state == ASK_ANSWERED && !cJSON_IsObject(*data))
		state = bad_answer(path.buf, err);
	strbuf_release(&path);
	return state;
}

/* What films and series have. */
static void read_work(
	struct answer *out, const cJSON *json, enum entity type, const char *id, const struct wishes *w)
{
	struct tvdb_record r = {type, json, loose_text(json, "originalLanguage")};
	struct meta *m = &out->meta;

	tvdb_read_texts(m, &r, w);
	loose_set(m, MF_ORIGINAL_TITLE, json, "name");
	loose_set(m, MF_YEAR, json, "year");
	fill_year_of_premiere(m);
	tvdb_read_facts(m, json, w);
	meta_add_id(m, "tvdb", id, false);
	tvdb_read_ids(m, json);
	tvdb_read_people(out, json);
	tvdb_read_artworks(out, loose_list(json, "artworks"), type, NULL);
	tvdb_read_image(out, json, type);
}

enum ask_state tvdb_film(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	const char *id = fill_number(s->meta, "tvdb");
	const cJSON *json, *companies;
	enum ask_state state = get_thing(a, "movies", id, &json, err);
	struct meta *m = &out->meta;

	if (state != ASK_ANSWERED)
		return state;
	loose_set_date(m, MF_PREMIERED, json_member(json, "first_release"), "date");
	loose_set(m, MF_RUNTIME, json, "runtime");
	companies = json_member(json, "companies");
	loose_add(m, MF_STUDIOS, companies, "studio", "name");
	if (!m->studios.n)
		loose_add(m, MF_STUDIOS, companies, "production", "name");
	read_work(out, json, ENTITY_MOVIE, id, w);
	return ASK_ANSWERED;
}

/* The network that it was made for. */
static void read_network(struct meta *m, const cJSON *json)
{
	const char *name = loose_text(json_member(json, "originalNetwork"), "name");

	if (!name)
		name = loose_text(json_member(json, "latestNetwork"), "name");
	if (name)
		meta_add_name(m, MF_STUDIOS, name);
	else
		loose_add(m, MF_STUDIOS, json, "companies", "name");
}

enum ask_state tvdb_series(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	const char *id = fill_number(s->meta, "tvdb");
	const cJSON *json;
	enum ask_state state = get_thing(a, "series", id, &json, err);
	struct meta *m = &out->meta;

	if (state != ASK_ANSWERED)
		return state;
	loose_set_date(m, MF_PREMIERED, json, "firstAired");
	loose_set(m, MF_RUNTIME, json, "averageRuntime");
	loose_set(m, MF_SERIES_STATUS, json_member(json, "status"), "name");
	read_network(m, json);
	read_work(out, json, ENTITY_SERIES, id, w);
	return ASK_ANSWERED;
}

/* The season of that number in the order that the subject goes by; NULL: there is none. */
static const cJSON *find_season(const cJSON *series, const struct subject *s)
{
	int64_t want = strtoll(meta_get(s->meta, MF_SEASON_NUMBER), NULL, 10), number;
	const char *order = tvdb_order(s->numbering), *type;
	const cJSON *season;

	cJSON_ArrayForEach (season, loose_list(series, "seasons")) {
		type = loose_text(json_member(season, "type"), "type");
		if (type && !strcmp(type, order) && loose_int(season, "number", &number) && number == want)
			return season;
	}
	return NULL;
}

enum ask_state tvdb_season(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	struct tvdb_record r = {.type = ENTITY_SEASON};
	const cJSON *series, *season;
	enum ask_state state = get_thing(a, "series", fill_number(s->series, "tvdb"), &series, err);
	char id[LOOSE_ID];

	if (state != ASK_ANSWERED)
		return state;
	season = find_season(series, s);
	if (!season || !loose_id(season, "id", id))
		return ASK_NOTHING;
	state = get_thing(a, "seasons", id, &r.json, err);
	if (state == ASK_WAITING || state == ASK_FAILED)
		return state;
	if (state == ASK_NOTHING)
		r.json = season;
	r.language = loose_text(series, "originalLanguage");
	tvdb_read_texts(&out->meta, &r, w);
	meta_add_id(&out->meta, "tvdb", id, false);
	tvdb_read_artworks(out, loose_list(r.json, "artwork"), ENTITY_SEASON, NULL);
	tvdb_read_artworks(out, loose_list(series, "artworks"), ENTITY_SEASON, id);
	tvdb_read_image(out, r.json, ENTITY_SEASON);
	tvdb_read_image(out, season, ENTITY_SEASON);
	return ASK_ANSWERED;
}

/* Where a special stands among the episodes: in front of one, or behind all of a season. */
static void read_place(struct meta *m, const cJSON *json)
{
	int64_t season;

	if (loose_int(json, "airsBeforeSeason", &season) && season > 0) {
		loose_set(m, MF_DISPLAY_SEASON, json, "airsBeforeSeason");
		loose_set(m, MF_DISPLAY_EPISODE, json, "airsBeforeEpisode");
		if (!meta_has(m, MF_DISPLAY_EPISODE))
			meta_set(m, MF_DISPLAY_EPISODE, "1", NULL);
	} else if (loose_int(json, "airsAfterSeason", &season) && season > 0) {
		loose_set(m, MF_DISPLAY_SEASON, json, "airsAfterSeason");
		meta_set(m, MF_DISPLAY_EPISODE, "4096", NULL); /* as Kodi does for displayafterseason */
	}
}

enum ask_state tvdb_episode(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	struct tvdb_record r;
	enum ask_state state = tvdb_find_episode(a, s, &r, err);
	struct meta *m = &out->meta;
	const cJSON *whole;
	char id[LOOSE_ID];

	if (state != ASK_ANSWERED)
		return state;
	if (!loose_id(r.json, "id", id))
		return ASK_NOTHING;
	state = s->brief ? ASK_NOTHING : get_thing(a, "episodes", id, &whole, err);
	if (state == ASK_ANSWERED) {
		r.json = whole;
		tvdb_read_texts(m, &r, w);
	} else if (state == ASK_NOTHING) {
		state = tvdb_read_listed(a, s, &r, w, m, err);
	}
	if (state != ASK_ANSWERED)
		return state;
	loose_set_date(m, MF_AIRED, r.json, "aired");
	loose_set(m, MF_RUNTIME, r.json, "runtime");
	read_place(m, r.json);
	meta_add_id(m, "tvdb", id, false);
	tvdb_read_ids(m, r.json);
	tvdb_read_people(out, r.json);
	tvdb_read_image(out, r.json, ENTITY_EPISODE);
	return ASK_ANSWERED;
}

static bool knows(const struct subject *s)
{
	switch (s->type) {
	case ENTITY_MOVIE:
	case ENTITY_SERIES:
		return fill_number(s->meta, "tvdb") != NULL;
	case ENTITY_SEASON:
		return fill_number(s->series, "tvdb") && meta_get(s->meta, MF_SEASON_NUMBER);
	case ENTITY_EPISODE:
		return fill_number(s->series, "tvdb") && meta_get(s->meta, MF_SEASON_NUMBER) &&
		       meta_get(s->meta, MF_EPISODE_NUMBER) && s->numbering != NUMBERING_TMDB;
	default:
		return false;
	}
}

const struct provider provider_tvdb = {
	.id = PROVIDER_TVDB,
	.knows = knows,
	.identify = tvdb_identify,
	.details = {[ENTITY_MOVIE] = tvdb_film,
		[ENTITY_SERIES] = tvdb_series,
		[ENTITY_SEASON] = tvdb_season,
		[ENTITY_EPISODE] = tvdb_episode},
	.changed = tvdb_changed,
};
