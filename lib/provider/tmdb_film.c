/* Films and sets of TMDB; see tmdb.h. */
#include <string.h>

#include "provider/certification.h"
#include "provider/tmdb.h"

#define FILM_PARTS "credits,images,release_dates,videos,external_ids,keywords,translations,alternative_titles"

void tmdb_film_path(struct strbuf *path, const char *id, const struct tmdb_languages *l)
{
	strbuf_addf(path, "movie/%s?", id);
	tmdb_add_language(path, l, 0);
	strbuf_addstr(path, "&append_to_response=" FILM_PARTS);
	tmdb_add_image_languages(path, l);
	tmdb_add_video_languages(path, l);
}

/* Of a film's set and of the set by itself the same, so that they are one question. */
static enum ask_state ask_set(
	struct ask *a, const char *id, const struct wishes *w, const cJSON **json, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	struct tmdb_languages l;
	enum ask_state state;

	tmdb_languages(w, &l);
	strbuf_addf(&path, "collection/%s?", id);
	tmdb_add_language(&path, &l, 0);
	strbuf_addstr(&path, "&append_to_response=images,translations");
	tmdb_add_image_languages(&path, &l);
	state = tmdb_get(a, path.buf, "id", id, json, err);
	strbuf_release(&path);
	return state;
}

static void read_set(struct meta *m, const cJSON *set, const struct wishes *w)
{
	char id[LOOSE_ID];

	meta_set_collection(m, tmdb_title(set, "name", "original_name", w), tmdb_text(set, "overview", w),
		loose_id(set, "id", id));
}

/* The first certification among the releases of a type; NULL: none has one. */
static const char *certification(const cJSON *releases, int type)
{
	const cJSON *release;

	cJSON_ArrayForEach (release, releases) {
		const char *text = loose_text(release, "certification");
		int64_t is;

		if (text && loose_int(release, "type", &is) && is == type)
			return text;
	}
	return NULL;
}

/* That of the release by which a film is best known in the country. */
static void read_certification(struct meta *m, const cJSON *json, const char *country)
{
	static const int types[] = {
		3, 2, 4, 5, 6, 1}; /* theatrical, limited, digital, physical, TV, premiere */
	const cJSON *releases =
		loose_list(tmdb_of_country(json_member(json, "release_dates"), country), "release_dates");
	const char *text = NULL;
	size_t i;

	for (i = 0; !text && i < sizeof(types) / sizeof(types[0]); i++)
		text = certification(releases, types[i]);
	certification_set(m, country, text);
}

static void read_film(struct answer *out, const cJSON *json, const cJSON *images, const struct wishes *w)
{
	const cJSON *credits = json_member(json, "credits");
	struct meta *m = &out->meta;

	tmdb_read_common(m, json, "title", "original_title", w);
	tmdb_read_premiered(m, json, "release_date");
	loose_set(m, MF_RUNTIME, json, "runtime");
	loose_add(m, MF_STUDIOS, json, "production_companies", "name");
	read_certification(m, json, w->country);
	tmdb_read_pictures(out, json, images, w);
	tmdb_read_cast(out, loose_list(credits, "cast"), w);
	tmdb_read_crew(m, loose_list(credits, "crew"));
}

/* What the film says of its set, where the set itself says nothing. */
static void read_its_set(struct meta *m, const cJSON *set)
{
	char id[LOOSE_ID];

	meta_set_collection(m, loose_text(set, "name"), NULL, loose_id(set, "id", id));
}

enum ask_state tmdb_film(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	const char *id = fill_number(s->meta, "tmdb"), *set_id;
	const cJSON *json, *images, *its_set, *set = NULL;
	struct strbuf path = STRBUF_INIT;
	enum ask_state state;
	char number[LOOSE_ID];
	struct tmdb_languages l;

	tmdb_languages(w, &l);
	tmdb_film_path(&path, id, &l);
	state = tmdb_get(a, path.buf, "id", id, &json, err);
	state = tmdb_get_images(a, state, path.buf, w, &images, err);
	strbuf_release(&path);
	if (state != ASK_ANSWERED)
		return state;
	its_set = json_member(json, "belongs_to_collection");
	set_id = loose_id(its_set, "id", number);
	if (set_id)
		state = ask_set(a, set_id, w, &set, err);
	if (state == ASK_WAITING || state == ASK_FAILED)
		return state;
	read_film(out, json, images, w);
	read_set(&out->meta, set, w);
	if (!out->meta.set_name)
		read_its_set(&out->meta, its_set);
	return ASK_ANSWERED;
}

enum ask_state tmdb_set(
	struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out, struct error *err)
{
	const char *id = tmdb_set_number(s->meta);
	enum ask_state state;
	struct strbuf path = STRBUF_INIT;
	const cJSON *json, *images;

	state = ask_set(a, id, w, &json, err);
	strbuf_addf(&path, "collection/%s", id);
	state = tmdb_get_images(a, state, path.buf, w, &images, err);
	strbuf_release(&path);
	if (state != ASK_ANSWERED)
		return state;
	read_set(&out->meta, json, w);
	tmdb_read_pictures(out, json, images, w);
	return ASK_ANSWERED;
}
