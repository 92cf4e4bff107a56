/* What TVmaze's answers say; see tvmaze.h. */
#include <string.h>

#include "media/artname.h"
#include "media/country.h"
#include "provider/plain.h"
#include "provider/tvmaze.h"

static void read_plot(struct meta *m, const cJSON *json)
{
	const char *summary = loose_text(json, "summary");
	struct strbuf text = STRBUF_INIT;

	if (summary)
		plain_text(&text, summary);
	meta_set(m, MF_PLOT, text.buf, NULL);
	strbuf_release(&text);
}

static void read_rating(struct meta *m, const cJSON *json)
{
	struct meta_rating r = {.source = (char *)"tvmaze", .max = 10, .votes = -1};

	if (loose_real(json_member(json, "rating"), "average", &r.value))
		meta_add_rating(m, &r);
}

/* "original" and "medium" are addresses, or objects that have one. */
static const char *url_of(const cJSON *sizes, const char *size)
{
	const char *url = loose_text(sizes, size);

	return url ? url : loose_text(json_member(sizes, size), "url");
}

static void add_picture(struct answer *out, const char *kind, const cJSON *sizes, const char *key)
{
	const cJSON *original = json_member(sizes, "original");
	struct strbuf url = STRBUF_INIT, preview = STRBUF_INIT;
	struct picture p = {
		.kind = (char *)kind, .provider_key = (char *)key, .vote_average = -1, .vote_count = -1};

	if (fill_url(&url, url_of(sizes, "original"), NULL)) {
		p.url = url.buf;
		if (fill_url(&preview, url_of(sizes, "medium"), NULL))
			p.preview_url = preview.buf;
		p.width = fill_length(original, "width");
		p.height = fill_length(original, "height");
		picture_add(&out->pictures, &p);
	}
	strbuf_release(&url);
	strbuf_release(&preview);
}

static void read_images(struct answer *out, const cJSON *list)
{
	static const char *const kinds[][2] = {{"poster", ART_POSTER}, {"banner", ART_BANNER},
		{"background", ART_FANART}, {"typography", ART_CLEARLOGO}};
	const cJSON *json;

	cJSON_ArrayForEach (json, list) {
		const char *type = loose_text(json, "type");
		char id[LOOSE_ID];

		for (size_t i = 0; type && i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (!strcmp(type, kinds[i][0]))
				add_picture(out, kinds[i][1], json_member(json, "resolutions"),
					loose_id(json, "id", id));
	}
}

static void read_cast(struct answer *out, const cJSON *list)
{
	struct strbuf url = STRBUF_INIT;
	const cJSON *json;

	cJSON_ArrayForEach (json, list) {
		const cJSON *person = json_member(json, "person"), *role = json_member(json, "character");
		const char *image = url_of(json_member(person, "image"), "original");

		fill_url(&url, image ? image : url_of(json_member(role, "image"), "original"), NULL);
		fill_actor(out, loose_text(person, "name"), loose_text(role, "name"),
			url.len > 0 ? url.buf : NULL);
	}
	strbuf_release(&url);
}

/* Of a show the kind of work is its "type", of an episode its "guestCrewType". */
static void read_crew(struct meta *m, const cJSON *list, const char *key)
{
	static const struct {
		const char *work;
		enum meta_field field;
	} works[] = {{"Director", MF_DIRECTORS}, {"Creator", MF_WRITERS}, {"Writer", MF_WRITERS}};
	const cJSON *json;

	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		cJSON_ArrayForEach (json, list) {
			const char *work = loose_text(json, key);

			if (work && !strcmp(work, works[i].work))
				fill_person(
					m, works[i].field, loose_text(json_member(json, "person"), "name"));
		}
}

/* In the words that Kodi, Sonarr and TVDB have. */
static void read_status(struct meta *m, const cJSON *json)
{
	static const char *const words[][2] = {{"Running", "Continuing"}, {"To Be Determined", "Continuing"},
		{"In Development", "Upcoming"}};
	const char *status = loose_text(json, "status");

	for (size_t i = 0; status && i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(status, words[i][0])) {
			meta_set(m, MF_SERIES_STATUS, words[i][1], NULL);
			return;
		}
	meta_set(m, MF_SERIES_STATUS, status, NULL);
}

/* The channel that it was made for: of the air, else of the web. */
static const cJSON *channel_of(const cJSON *json)
{
	const cJSON *network = json_member(json, "network");

	return cJSON_IsObject(network) ? network : json_member(json, "webChannel");
}

const char *tvmaze_country(const cJSON *show)
{
	return loose_text(json_member(channel_of(show), "country"), "code");
}

static void read_ids(struct meta *m, const cJSON *json)
{
	const cJSON *externals = json_member(json, "externals");
	char id[LOOSE_ID];

	meta_add_id(m, "tvmaze", loose_id(json, "id", id), false);
	meta_add_id(m, "tvdb", loose_id(externals, "thetvdb", id), false);
	meta_add_id(m, "imdb", fill_imdb(loose_text(externals, "imdb")), false);
}

void tvmaze_read_series(struct answer *out, const cJSON *json)
{
	const cJSON *embedded = json_member(json, "_embedded"), *genre;
	struct meta *m = &out->meta;

	loose_set(m, MF_TITLE, json, "name");
	read_plot(m, json);
	loose_set_date(m, MF_PREMIERED, json, "premiered");
	fill_year_of_premiere(m);
	loose_set(m, MF_RUNTIME, json, "averageRuntime");
	if (!meta_has(m, MF_RUNTIME))
		loose_set(m, MF_RUNTIME, json, "runtime");
	read_status(m, json);
	read_rating(m, json);
	cJSON_ArrayForEach (genre, loose_list(json, "genres"))
		meta_add_name(m, MF_GENRES, cJSON_GetStringValue(genre));
	meta_add_name(m, MF_STUDIOS, loose_text(channel_of(json), "name"));
	meta_add_name(m, MF_COUNTRIES, country_name(tvmaze_country(json)));
	read_ids(m, json);
	read_cast(out, loose_list(embedded, "cast"));
	read_crew(m, loose_list(embedded, "crew"), "type");
	read_images(out, loose_list(embedded, "images"));
	add_picture(out, ART_POSTER, json_member(json, "image"), NULL);
}

void tvmaze_read_season(struct answer *out, const cJSON *json)
{
	struct meta *m = &out->meta;
	char id[LOOSE_ID];

	loose_set(m, MF_TITLE, json, "name");
	read_plot(m, json);
	loose_set_date(m, MF_AIRED, json, "premiereDate");
	meta_add_id(m, "tvmaze", loose_id(json, "id", id), false);
	add_picture(out, ART_POSTER, json_member(json, "image"), NULL);
}

void tvmaze_read_episode(struct answer *out, const cJSON *json)
{
	const cJSON *embedded = json_member(json, "_embedded");
	struct meta *m = &out->meta;
	char id[LOOSE_ID];

	loose_set(m, MF_TITLE, json, "name");
	read_plot(m, json);
	loose_set_date(m, MF_AIRED, json, "airdate");
	loose_set(m, MF_RUNTIME, json, "runtime");
	read_rating(m, json);
	meta_add_id(m, "tvmaze", loose_id(json, "id", id), false);
	read_cast(out, loose_list(embedded, "guestcast"));
	read_crew(m, loose_list(embedded, "guestcrew"), "guestCrewType");
	add_picture(out, ART_THUMB, json_member(json, "image"), NULL);
}
