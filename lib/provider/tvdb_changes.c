/*
 * What changed at TVDB; see provider.h. It is asked for films, or for series and for episodes, which say what
 * series they are of. What was deleted is named, too, and so is what it became a part of.
 */
#include <inttypes.h>

#include "core/instant.h"
#include "provider/tvdb.h"

#define MOST_DAYS 30
#define MOST_PAGES 20 /* of one list; more would take longer than asking for the items themselves */

static void read_page(struct change_list *out, const cJSON *list, const char *key)
{
	const cJSON *json;
	int64_t id;

	cJSON_ArrayForEach (json, list) {
		if (loose_int(json, key, &id))
			change_add(out, id);
		if (loose_int(json, "mergeToId", &id))
			change_add(out, id);
	}
}

/* Reads all pages of updates of one kind, of which 'key' says what changed. */
static enum ask_state read_updates(struct ask *a, const char *kind, const char *key, const char *since,
	struct change_list *out, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	enum ask_state state = ASK_ANSWERED;
	bool more = true;
	const cJSON *list;

	strbuf_addf(&path, "updates?since=%" PRId64 "&type=%s", instant_seconds(since), kind);
	for (int page = 0; more && state == ASK_ANSWERED; page++) {
		state = page < MOST_PAGES ? tvdb_get_page(a, path.buf, page, &list, &more, err) : ASK_NOTHING;
		if (state == ASK_ANSWERED)
			read_page(out, list, key);
	}
	strbuf_release(&path);
	return state;
}

enum ask_state tvdb_changed(struct ask *a, enum entity type, const char *since, const char *now,
	struct change_list *out, struct error *err)
{
	bool film = type == ENTITY_MOVIE;
	enum ask_state state, other = ASK_ANSWERED;
	struct change_list found = {0};

	if ((!film && type != ENTITY_SERIES) ||
		instant_seconds(now) - instant_seconds(since) > MOST_DAYS * 24 * 60 * 60)
		return ASK_NOTHING;
	state = read_updates(a, film ? "movies" : "series", "recordId", since, &found, err);
	if (!film && (state == ASK_ANSWERED || state == ASK_WAITING))
		other = read_updates(a, "episodes", "seriesId", since, &found, err);
	if (other != ASK_ANSWERED && state != ASK_WAITING)
		state = other;
	for (size_t i = 0; i < found.n && state == ASK_ANSWERED; i++)
		change_add(out, found.id[i]);
	if (state == ASK_ANSWERED)
		change_list_sort(out);
	change_list_release(&found);
	return state;
}
