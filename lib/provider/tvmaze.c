/* TVmaze: what it is asked, and who is meant; see tvmaze.h. */
#include <stdlib.h>
#include <string.h>

#include "core/instant.h"
#include "media/country.h"
#include "provider/tvmaze.h"

#define DAY (24 * 60 * 60)

#define EMBED "embed%5B%5D="
#define SHOW_PARTS "?" EMBED "cast&" EMBED "crew&" EMBED "seasons&" EMBED "images"
#define EPISODE_PARTS "?" EMBED "guestcast&" EMBED "guestcrew"

static enum ask_state bad_answer(const char *path, struct error *err)
{
	error_set(err, ERR_BAD_ANSWER, "tvmaze's answer to '%s' is not what was asked for", path);
	return ASK_FAILED;
}

/* Asks for an object, or for an array. */
static enum ask_state get(struct ask *a, const char *path, bool array, const cJSON **json, struct error *err)
{
	enum ask_state state = ask_get(a, PROVIDER_TVMAZE, path, json, err);

	if (state == ASK_ANSWERED && !(array ? cJSON_IsArray(*json) : cJSON_IsObject(*json)))
		return bad_answer(path, err);
	return state;
}

/* The show by another's id of it. */
static enum ask_state look_up(
	struct ask *a, const char *by, const char *id, const cJSON **json, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	enum ask_state state;

	strbuf_addf(&path, "lookup/shows?%s=%s", by, id);
	state = get(a, path.buf, false, json, err);
	strbuf_release(&path);
	return state;
}

static enum ask_state find_show(struct ask *a, const struct meta *m, const cJSON **json, struct error *err)
{
	const char *tvdb = fill_number(m, "tvdb"), *imdb = fill_imdb(meta_id(m, "imdb"));
	enum ask_state state = ASK_NOTHING;

	if (tvdb)
		state = look_up(a, "thetvdb", tvdb, json, err);
	if (state == ASK_NOTHING && imdb)
		state = look_up(a, "imdb", imdb, json, err);
	return state;
}

/* TVmaze's id of a series. */
static enum ask_state find_id(struct ask *a, const struct meta *m, char out[LOOSE_ID], struct error *err)
{
	const char *own = fill_number(m, "tvmaze");
	enum ask_state state;
	const cJSON *json;

	if (own && strlen(own) < LOOSE_ID) {
		memcpy(out, own, strlen(own) + 1);
		return ASK_ANSWERED;
	}
	state = find_show(a, m, &json, err);
	return state == ASK_ANSWERED && !loose_id(json, "id", out) ? ASK_NOTHING : state;
}

static enum ask_state get_show(struct ask *a, const struct meta *m, const cJSON **json, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	char id[LOOSE_ID], is[LOOSE_ID];
	enum ask_state state = find_id(a, m, id, err);

	if (state != ASK_ANSWERED)
		return state;
	strbuf_addf(&path, "shows/%s", id);
	strbuf_addstr(&path, SHOW_PARTS);
	state = get(a, path.buf, false, json, err);
	if (state == ASK_ANSWERED && (!loose_id(*json, "id", is) || strcmp(is, id) != 0))
		state = bad_answer(path.buf, err);
	strbuf_release(&path);
	return state;
}

static int64_t number_of(const struct subject *s, enum meta_field f)
{
	return strtoll(meta_get(s->meta, f), NULL, 10);
}

static const cJSON *find_season(const cJSON *show, const struct subject *s)
{
	const cJSON *json;
	int64_t number;

	cJSON_ArrayForEach (json, loose_list(json_member(show, "_embedded"), "seasons"))
		if (loose_int(json, "number", &number) && number == number_of(s, MF_SEASON_NUMBER))
			return json;
	return NULL;
}

/* Of the specials the only one of its day; of the others the one with its number. NULL: there is none. */
static const cJSON *find_episode(const cJSON *list, const struct subject *s)
{
	const char *aired = meta_get(s->meta, MF_AIRED), *day;
	int64_t season = number_of(s, MF_SEASON_NUMBER), own_season, number;
	const cJSON *json, *found = NULL;

	cJSON_ArrayForEach (json, list) {
		bool numbered = loose_int(json, "number", &number);

		day = loose_text(json, "airdate");
		if (season == 0 && !numbered && day && aired && !strcmp(day, aired)) {
			if (found)
				return NULL;
			found = json;
		} else if (season != 0 && numbered && number == number_of(s, MF_EPISODE_NUMBER) &&
			   loose_int(json, "season", &own_season) && own_season == season) {
			return json;
		}
	}
	return found;
}

static enum ask_state get_episode(
	struct ask *a, const struct subject *s, const cJSON **json, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	char id[LOOSE_ID];
	enum ask_state state = find_id(a, s->series, id, err);
	const cJSON *list, *whole;

	if (state != ASK_ANSWERED)
		return state;
	strbuf_addf(&path, "shows/%s/episodes?specials=1", id);
	state = get(a, path.buf, true, &list, err);
	*json = state == ASK_ANSWERED ? find_episode(list, s) : NULL;
	if (*json && loose_id(*json, "id", id)) {
		strbuf_clear(&path);
		strbuf_addf(&path, "episodes/%s", id);
		strbuf_addstr(&path, EPISODE_PARTS);
		state = get(a, path.buf, false, &whole, err);
		if (state == ASK_ANSWERED)
			*json = whole;
		else if (state == ASK_NOTHING)
			state = ASK_ANSWERED;
	}
	strbuf_release(&path);
	return state == ASK_ANSWERED && !*json ? ASK_NOTHING : state;
}

static bool knows_series(const struct meta *m)
{
	return m && (fill_number(m, "tvmaze") || fill_number(m, "tvdb") || fill_imdb(meta_id(m, "imdb")));
}

static bool knows(const struct subject *s)
{
	if (s->type == ENTITY_SERIES)
		return knows_series(s->meta);
	if (s->numbering != NUMBERING_TVDB || !knows_series(s->series) ||
		!meta_get(s->meta, MF_SEASON_NUMBER))
		return false;
	return s->type == ENTITY_SEASON ||
	       (s->type == ENTITY_EPISODE && meta_get(s->meta, MF_EPISODE_NUMBER));
}

static enum ask_state details(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	enum ask_state state;
	const cJSON *json;

	(void)w;
	if (s->type == ENTITY_EPISODE)
		state = get_episode(a, s, &json, err);
	else
		state = get_show(a, s->type == ENTITY_SERIES ? s->meta : s->series, &json, err);
	if (state != ASK_ANSWERED)
		return state;
	if (s->type == ENTITY_SEASON)
		json = find_season(json, s);
	if (!json)
		return ASK_NOTHING;
	if (s->type == ENTITY_SERIES)
		tvmaze_read_series(out, json);
	else if (s->type == ENTITY_SEASON)
		tvmaze_read_season(out, json);
	else
		tvmaze_read_episode(out, json);
	return ASK_ANSWERED;
}

static void add_match(struct match_list *out, const cJSON *show, bool by_id)
{
	const char *country = country_code(tvmaze_country(show));
	struct match m = {.provider = PROVIDER_TVMAZE, .by_id = by_id};
	struct strbuf url = STRBUF_INIT;
	char id[LOOSE_ID];
	int64_t weight = 0;

	m.id = (char *)loose_id(show, "id", id);
	m.title = (char *)loose_text(show, "name");
	if (!m.id || !m.title)
		return;
	loose_int(show, "weight", &weight);
	m.popularity = (double)weight;
	m.year = fill_year(loose_text(show, "premiered"));
	if (country)
		memcpy(m.country, country, 2);
	strbuf_addf(&url, "https://www.tvmaze.com/shows/%s", id);
	m.url = url.buf;
	match_add(out, &m);
	strbuf_release(&url);
}

static enum ask_state search(struct ask *a, const char *title, struct match_list *out, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	enum ask_state state;
	const cJSON *list, *result;

	strbuf_addstr(&path, "search/shows?q=");
	fill_encode(&path, title);
	state = get(a, path.buf, true, &list, err);
	if (state == ASK_ANSWERED)
		cJSON_ArrayForEach (result, list)
			add_match(out, json_member(result, "show"), false);
	strbuf_release(&path);
	return state;
}

static enum ask_state identify(struct ask *a, const struct subject *s, const struct wishes *w,
	struct match_list *out, struct error *err)
{
	const char *title = meta_get(s->meta, MF_TITLE);
	enum ask_state state;
	const cJSON *show;

	(void)w;
	if (s->type != ENTITY_SERIES)
		return ASK_NOTHING;
	state = find_show(a, s->meta, &show, err);
	if (state == ASK_ANSWERED)
		add_match(out, show, true);
	else if (state == ASK_NOTHING && title)
		state = search(a, title, out, err);
	return state;
}

/* It says for a day, a week or a month when each show was changed last: {"13": 1578488180}. */
static enum ask_state changed(struct ask *a, enum entity type, const char *since, const char *now,
	struct change_list *out, struct error *err)
{
	int64_t from = instant_seconds(since), days = (instant_seconds(now) - from) / DAY + 1;
	struct strbuf path = STRBUF_INIT;
	enum ask_state state;
	const cJSON *json, *show;

	if (type != ENTITY_SERIES || days > 30)
		return ASK_NOTHING;
	strbuf_addf(&path, "updates/shows?since=%s", days <= 1 ? "day" : days <= 7 ? "week" : "month");
	state = get(a, path.buf, false, &json, err);
	if (state == ASK_ANSWERED)
		cJSON_ArrayForEach (show, json)
			if (cJSON_IsNumber(show) && show->valuedouble >= (double)from)
				change_add(out, strtoll(show->string, NULL, 10));
	if (state == ASK_ANSWERED)
		change_list_sort(out);
	strbuf_release(&path);
	return state;
}

const struct provider provider_tvmaze = {
	.id = PROVIDER_TVMAZE,
	.knows = knows,
	.identify = identify,
	.details = {[ENTITY_SERIES] = details, [ENTITY_SEASON] = details, [ENTITY_EPISODE] = details},
	.changed = changed,
};
