/*
 * Episodes of TVDB by the order that their files are numbered by; see tvdb.h. The numbers of an item are
 * those of its file and stay as they are: of the absolute order, which TVDB has as one season, the number
 * alone counts.
 */
#include <stdlib.h>
#include <string.h>

#include "provider/tvdb.h"

#define PAGES_MAX 40 /* 500 episodes each */

const char *tvdb_order(enum numbering n)
{
	switch (n) {
	case NUMBERING_DVD:
		return "dvd";
	case NUMBERING_ABSOLUTE:
		return "absolute";
	default:
		return "official";
	}
}

/* Which one is looked for: by its id, else by its number. */
struct wanted {
	const struct subject *subject;
	const char *id; /* NULL: by its number */
};

static bool is_numbered(const cJSON *json, const struct subject *s)
{
	int64_t season = strtoll(meta_get(s->meta, MF_SEASON_NUMBER), NULL, 10);
	int64_t episode = strtoll(meta_get(s->meta, MF_EPISODE_NUMBER), NULL, 10);
	int64_t own_season, own_episode;

	if (!loose_int(json, "seasonNumber", &own_season) || !loose_int(json, "number", &own_episode) ||
		own_episode != episode)
		return false;
	if (s->numbering == NUMBERING_ABSOLUTE)
		return (own_season == 0) == (season == 0);
	return own_season == season;
}

static bool is_it(const cJSON *json, const struct wanted *want)
{
	char id[LOOSE_ID];

	if (!want->id)
		return is_numbered(json, want->subject);
	return loose_id(json, "id", id) && !strcmp(id, want->id);
}

static bool find_in(const cJSON *data, const struct wanted *want, struct tvdb_record *out)
{
	const cJSON *series = json_member(data, "series"), *json;

	cJSON_ArrayForEach (json, loose_list(data, "episodes"))
		if (is_it(json, want)) {
			out->type = ENTITY_EPISODE;
			out->json = json;
			out->language = loose_text(series ? series : data, "originalLanguage");
			return true;
		}
	return false;
}

/* In the list of the order that the series goes by, or in that of a language. */
static enum ask_state find(struct ask *a, const struct wanted *want, const char *language,
	struct tvdb_record *out, struct error *err)
{
	const struct subject *s = want->subject;
	enum ask_state state = ASK_NOTHING;
	struct strbuf path = STRBUF_INIT;
	bool more = true, found = false;

	strbuf_addf(&path, "series/%s/episodes/%s", fill_number(s->series, "tvdb"), tvdb_order(s->numbering));
	if (language) {
		strbuf_addch(&path, '/');
		fill_encode(&path, language);
	}
	for (int page = 0; more && !found && page < PAGES_MAX; page++) {
		const cJSON *data = NULL;

		state = tvdb_get_page(a, path.buf, page, &data, &more, err);
		found = state == ASK_ANSWERED && find_in(data, want, out);
	}
	strbuf_release(&path);
	return state == ASK_ANSWERED && !found ? ASK_NOTHING : state;
}

enum ask_state tvdb_find_episode(
	struct ask *a, const struct subject *s, struct tvdb_record *out, struct error *err)
{
	return find(a, &(struct wanted){s, NULL}, NULL, out, err);
}

enum ask_state tvdb_find_listed(struct ask *a, const struct subject *s, const char *id, const char *language,
	const cJSON **out, struct error *err)
{
	struct tvdb_record found = {.json = NULL};
	enum ask_state state = find(a, &(struct wanted){s, id}, language, &found, err);

	*out = found.json;
	return state;
}
