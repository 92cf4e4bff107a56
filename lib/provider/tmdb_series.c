/* Series, seasons and episodes of TMDB; see tmdb.h. */
#include <stdlib.h>
#include <string.h>

#include "provider/certification.h"
#include "provider/merge.h"
#include "provider/tmdb.h"

#define SERIES_PARTS                                                                                         \
	"aggregate_credits,content_ratings,images,videos,external_ids,keywords,translations,alternative_"    \
	"titles"
#define SEASON_PARTS "images,external_ids,translations"

/* In the words that Kodi, Sonarr and TVDB have. */
static void read_status(struct meta *m, const cJSON *json)
{
	static const char *const words[][2] = {{"Returning Series", "Continuing"}, {"Canceled", "Ended"},
		{"In Production", "Upcoming"}, {"Planned", "Upcoming"}, {"Pilot", "Upcoming"}};
	const char *status = loose_text(json, "status");
	size_t i;

	for (i = 0; status && i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(status, words[i][0])) {
			meta_set(m, MF_SERIES_STATUS, words[i][1], NULL);
			return;
		}
	meta_set(m, MF_SERIES_STATUS, status, NULL);
}

/* The first of the lengths that its episodes have; often there is none. */
static void read_runtime(struct meta *m, const cJSON *json)
{
	const cJSON *length = cJSON_GetArrayItem(loose_list(json, "episode_run_time"), 0);
	struct strbuf text = STRBUF_INIT;

	if (cJSON_IsNumber(length) && length->valuedouble >= 1 && length->valuedouble < 10000)
		strbuf_addf(&text, "%d", length->valueint);
	meta_set(m, MF_RUNTIME, text.buf, NULL);
	strbuf_release(&text);
}

static void read_creators(struct meta *m, const cJSON *json)
{
	const cJSON *creator;
	char id[LOOSE_ID];

	cJSON_ArrayForEach (creator, loose_list(json, "created_by")) {
		struct meta_person p = {(char *)loose_text(creator, "name"), NULL, NULL, NULL, -1};

		p.tmdb_id = (char *)loose_id(creator, "id", id);
		if (p.name)
			meta_add_person(m, MF_WRITERS, &p);
	}
}

static void read_series(struct answer *out, const cJSON *json, const cJSON *images, const struct wishes *w)
{
	const cJSON *rating = tmdb_of_country(json_member(json, "content_ratings"), w->country);
	const cJSON *all = json_member(json, "aggregate_credits");
	struct meta *m = &out->meta;

	tmdb_read_common(m, json, "name", "original_name", w);
	tmdb_read_premiered(m, json, "first_air_date");
	read_status(m, json);
	read_runtime(m, json);
	loose_add(m, MF_STUDIOS, json, "networks", "name");
	if (!m->studios.n)
		loose_add(m, MF_STUDIOS, json, "production_companies", "name");
	certification_set(m, w->country, loose_text(rating, "rating"));
	tmdb_read_pictures(out, json, images, w);
	tmdb_read_cast(out, loose_list(all ? all : json_member(json, "credits"), "cast"), w);
	read_creators(m, json);
}

void tmdb_series_path(struct strbuf *path, const char *id, const struct tmdb_languages *l)
{
	strbuf_addf(path, "tv/%s?", id);
	tmdb_add_language(path, l, 0);
	strbuf_addstr(path, "&append_to_response=" SERIES_PARTS);
	tmdb_add_image_languages(path, l);
	tmdb_add_video_languages(path, l);
}

enum ask_state tmdb_series(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	const char *id = fill_number(s->meta, "tmdb");
	struct strbuf path = STRBUF_INIT;
	struct tmdb_languages l;
	const cJSON *json, *images;
	enum ask_state state;

	tmdb_languages(w, &l);
	tmdb_series_path(&path, id, &l);
	state = tmdb_get(a, path.buf, "id", id, &json, err);
	state = tmdb_get_images(a, state, path.buf, w, &images, err);
	strbuf_release(&path);
	if (state == ASK_ANSWERED)
		read_series(out, json, images, w);
	return state;
}

/* TVDB mostly counts as TMDB does; whether this episode is the same one, its date tells the caller. */
static bool is_numbered(const struct subject *s)
{
	return meta_get(s->meta, MF_SEASON_NUMBER) &&
	       (s->numbering == NUMBERING_TMDB || s->numbering == NUMBERING_TVDB);
}

static void season_path(struct strbuf *path, const struct subject *s)
{
	strbuf_addf(
		path, "tv/%s/season/%s", fill_number(s->series, "tmdb"), meta_get(s->meta, MF_SEASON_NUMBER));
}

/* The season in the language at 'i'. Pictures and ids are asked for in the first one only. */
static enum ask_state ask_season(struct ask *a, const struct subject *s, const struct tmdb_languages *l,
	size_t i, const cJSON **json, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	enum ask_state state;

	season_path(&path, s);
	strbuf_addch(&path, '?');
	tmdb_add_language(&path, l, i);
	if (i == 0) {
		strbuf_addstr(&path, "&append_to_response=" SEASON_PARTS);
		tmdb_add_image_languages(&path, l);
	}
	state = tmdb_get(a, path.buf, "season_number", meta_get(s->meta, MF_SEASON_NUMBER), json, err);
	strbuf_release(&path);
	return state;
}

/* Whether it is certainly not the season that TMDB has by this number: it began in another year. */
static bool is_another(const struct meta *m, const cJSON *json)
{
	const char *ours = meta_get(m, MF_AIRED), *theirs = loose_text(json, "air_date");

	return ours && theirs && strncmp(ours, theirs, 4) != 0;
}

enum ask_state tmdb_season(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	const cJSON *json, *images;
	struct tmdb_languages l;
	enum ask_state state;

	if (!is_numbered(s))
		return ASK_NOTHING;
	tmdb_languages(w, &l);
	state = ask_season(a, s, &l, 0, &json, err);
	season_path(&path, s);
	state = tmdb_get_images(a, state, path.buf, w, &images, err);
	strbuf_release(&path);
	if (state != ASK_ANSWERED)
		return state;
	if (s->numbering == NUMBERING_TMDB) {
		meta_set(&out->meta, MF_TITLE, tmdb_title(json, "name", "original_name", w), NULL);
		meta_set(&out->meta, MF_PLOT, tmdb_text(json, "overview", w), NULL);
		loose_set_date(&out->meta, MF_AIRED, json, "air_date");
		tmdb_read_rating(&out->meta, json);
		tmdb_read_ids(&out->meta, json);
	} else if (is_another(s->meta, json)) {
		return ASK_NOTHING;
	}
	tmdb_read_pictures(out, json, images, w);
	return ASK_ANSWERED;
}

static const cJSON *find_episode(const cJSON *season, const char *number)
{
	int64_t want = strtoll(number, NULL, 10), is;
	const cJSON *e;

	cJSON_ArrayForEach (e, loose_list(season, "episodes"))
		if (loose_int(e, "episode_number", &is) && is == want)
			return e;
	return NULL;
}

static void read_texts(struct meta *m, const cJSON *episode)
{
	const char *name = loose_text(episode, "name");

	if (name && !meta_has(m, MF_TITLE) && !merge_placeholder(ENTITY_EPISODE, name))
		meta_set(m, MF_TITLE, name, NULL);
	if (!meta_has(m, MF_PLOT))
		loose_set(m, MF_PLOT, episode, "overview");
}

static void read_episode(struct answer *out, const cJSON *episode, const struct wishes *w)
{
	struct meta *m = &out->meta;

	loose_set_date(m, MF_AIRED, episode, "air_date");
	loose_set(m, MF_RUNTIME, episode, "runtime");
	tmdb_read_ids(m, episode);
	tmdb_read_rating(m, episode);
	tmdb_read_cast(out, loose_list(episode, "guest_stars"), w);
	tmdb_read_crew(m, loose_list(episode, "crew"));
}

/* Asks for the season in further languages while a text is missing. */
static enum ask_state read_other_languages(struct ask *a, const struct subject *s,
	const struct tmdb_languages *l, const char *number, struct meta *m, struct error *err)
{
	enum ask_state state = ASK_ANSWERED;
	const cJSON *season;
	size_t i;

	for (i = 1; i < l->n && !(meta_has(m, MF_TITLE) && meta_has(m, MF_PLOT)); i++) {
		state = ask_season(a, s, l, i, &season, err);
		if (state == ASK_WAITING || state == ASK_FAILED)
			return state;
		if (state == ASK_ANSWERED)
			read_texts(m, find_episode(season, number));
	}
	return ASK_ANSWERED;
}

enum ask_state tmdb_episode(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	const char *number = meta_get(s->meta, MF_EPISODE_NUMBER);
	const cJSON *season, *episode, *images;
	struct strbuf path = STRBUF_INIT;
	struct meta texts = META_INIT;
	struct tmdb_languages l;
	enum ask_state state;

	if (!is_numbered(s) || !number)
		return ASK_NOTHING;
	tmdb_languages(w, &l);
	state = ask_season(a, s, &l, 0, &season, err);
	season_path(&path, s);
	strbuf_addf(&path, "/episode/%s", number);
	state = tmdb_get_images(a, state, path.buf, w, &images, err);
	strbuf_release(&path);
	if (state != ASK_ANSWERED)
		return state;
	episode = find_episode(season, number);
	if (!episode)
		return ASK_NOTHING;
	read_texts(&texts, episode);
	state = read_other_languages(a, s, &l, number, &texts, err);
	if (state == ASK_ANSWERED) {
		meta_copy_field(&out->meta, &texts, MF_TITLE);
		meta_copy_field(&out->meta, &texts, MF_PLOT);
		read_episode(out, episode, w);
		tmdb_read_pictures(out, episode, images, w);
	}
	meta_release(&texts);
	return state;
}
